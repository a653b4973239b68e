//! Laws by name and numbers without symbol: tables of what is found, with its date, and of what is left alone.

use super::find::NameTable;
use super::tests::{found_in, names, summary};
use super::{Citation, Form};

fn found(text: &str) -> Vec<Citation> {
    found_in(text, "\n\n", Some("ubnd-tinh-lao-cai"), &NameTable::default())
}

/// Texts and dates of the citations, one a line.
fn shown(text: &str) -> String {
    let lines = found(text).into_iter().map(|citation| match citation.date {
        Some(date) => format!("{} → {date}", citation.text()),
        None => citation.text().to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn laws_by_name_through_the_date_that_follows() {
    for (text, expected) in [
        ("theo quy định của Luật Giáo dục.", "Luật Giáo dục"),
        ("theo Luật Giáo dục đại học năm 2012, Luật Giáo dục", "Luật Giáo dục đại học năm 2012 → 2012\nLuật Giáo dục"),
        ("Căn cứ Luật Giáo dục ngày 14 tháng 6 năm 2005;", "Luật Giáo dục ngày 14 tháng 6 năm 2005 → 2005-06-14"),
        ("Căn cứ Luật Giáo dục ngày 14/6/2005;", "Luật Giáo dục ngày 14/6/2005 → 2005-06-14"),
        ("Điều 584 Bộ luật Dân sự 2015 quy định", "Bộ luật Dân sự 2015 → 2015"),
        (
            "Bộ Luật Lao động năm 2019 và Bộ luật tố tụng hình sự",
            "Bộ Luật Lao động năm 2019 → 2019\nBộ luật tố tụng hình sự",
        ),
        ("Pháp lệnh phí và lệ phí, Pháp lệnh Phí, lệ phí", "Pháp lệnh phí và lệ phí\nPháp lệnh Phí, lệ phí"),
        ("thực hiện Pháp lệnh Dân quân tự vệ và Nghị định này", "Pháp lệnh Dân quân tự vệ"),
        ("trái với Hiến pháp, luật, pháp lệnh", "Hiến pháp"),
        ("Hiến pháp năm 1992 và hiến pháp năm 2013", "Hiến pháp năm 1992 → 1992\nhiến pháp năm 2013 → 2013"),
        (
            "Căn cứ Hiến pháp nước Cộng hoà xã hội chủ nghĩa Việt Nam năm 1992 đã được",
            "Hiến pháp nước Cộng hoà xã hội chủ nghĩa Việt Nam năm 1992 → 1992",
        ),
        (
            "Luật sửa đổi, bổ sung một số điều của Luật Giáo dục ngày 25 tháng 11 năm 2009",
            "Luật sửa đổi, bổ sung một số điều của Luật Giáo dục ngày 25 tháng 11 năm 2009 → 2009-11-25",
        ),
        (
            "Luật sửa đổi, bổ sung một số điều của Luật Cán bộ, công chức và Luật Viên chức năm 2019",
            "Luật sửa đổi, bổ sung một số điều của Luật Cán bộ, công chức và Luật Viên chức năm 2019 → 2019",
        ),
        (
            "Luật sửa đổi, bổ sung một số điều của Luật Điện lực và Luật Thanh tra",
            "Luật sửa đổi, bổ sung một số điều của Luật Điện lực\nLuật Thanh tra",
        ),
        (
            "Pháp lệnh sửa đổi Điều 10 của Pháp lệnh Dân số có hiệu lực",
            "Pháp lệnh sửa đổi Điều 10 của Pháp lệnh Dân số",
        ),
        (
            "Luật sửa đổi, bổ sung một số điều của các luật liên quan đến đầu tư xây dựng cơ bản, Điều 101",
            "Luật sửa đổi, bổ sung một số điều của các luật liên quan đến đầu tư xây dựng cơ bản",
        ),
        ("của <b> Luật Giáo dục </b> ngày 14/6/2005", "Luật Giáo dục </b> ngày 14/6/2005 → 2005-06-14"),
        (
            "Luật Đất đai (sửa đổi) và Luật Đất đai (sửa đổi) năm 2024",
            "Luật Đất đai\nLuật Đất đai (sửa đổi) năm 2024 → 2024",
        ),
        ("Luật Luật sư và Luật luật sư năm 2006", "Luật Luật sư\nLuật luật sư năm 2006 → 2006"),
        ("các Luật Doanh nghiệp, Đầu tư và Đất đai năm 2013 thì", "Luật Doanh nghiệp\nĐầu tư\nĐất đai năm 2013 → 2013"),
        ("các luật: Đất đai, Nhà ở năm 2023", "luật: Đất đai\nNhà ở năm 2023 → 2023"),
        ("Luật Doanh nghiệp, Luật Đầu tư và Luật Đất đai", "Luật Doanh nghiệp\nLuật Đầu tư\nLuật Đất đai"),
        (
            "luật hôn nhân và gia đình; luật Đất đai; luật đất đai năm 2013",
            "luật hôn nhân và gia đình\nluật Đất đai\nluật đất đai năm 2013 → 2013",
        ),
        ("LUẬT GIAO THÔNG ĐƯỜNG BỘ", "LUẬT GIAO THÔNG ĐƯỜNG BỘ"),
        ("Luật Ngân sách\nnhà nước", "Luật Ngân sách\nnhà nước"),
        ("Lua\u{323}\u{302}t Gia\u{301}o du\u{323}c", "Lua\u{323}\u{302}t Gia\u{301}o du\u{323}c"),
        ("quy dinh tai Luat Dau gia tai san", "Luat Dau gia tai san"),
        ("Luật BHXH năm 2014, Luật Thuế TNDN", "Luật BHXH năm 2014 → 2014\nLuật Thuế TNDN"),
        ("Pháp lệnh ngày 22 tháng 1 năm 1981", "Pháp lệnh ngày 22 tháng 1 năm 1981 → 1981-01-22"),
        ("Luật Hải quan Việt Nam", "Luật Hải quan Việt Nam"),
        ("Luật Giá ngày 20/6/2012", "Luật Giá ngày 20/6/2012 → 2012-06-20"),
        ("Luật Đầu tư, công văn số", "Luật Đầu tư"),
        ("Luật Dược tháng 4 năm 2016", "Luật Dược tháng 4 năm 2016 → 2016"),
        // Names that no list has.
        ("Luật Thuỷ sinh học quy định", "Luật Thuỷ sinh học"),
        ("Luật Phòng, chống sạt lở và các văn bản", "Luật Phòng, chống sạt lở"),
        ("Pháp lệnh Quản lý vũ khí thô sơ khi", "Pháp lệnh Quản lý vũ khí thô sơ"),
        ("Pháp lệnh thi hành dân sự.", "Pháp lệnh thi hành dân sự"),
        ("Luật khí hậu ngày 1/7/2030", "Luật khí hậu ngày 1/7/2030 → 2030-07-01"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
        assert!(
            found(text).iter().all(|citation| citation.form == Form::Titled && citation.number.is_none()),
            "{text}"
        );
    }
}

#[test]
fn a_law_before_its_number_is_one_citation() {
    for (text, expected) in [
        ("Luật Giáo dục số 43/2019/QH14 ngày 14/6/2019", "Luật Giáo dục số 43/2019/QH14 ngày 14/6/2019"),
        ("Luật Giáo dục 2019 số 43/2019/QH14", "Luật Giáo dục 2019 số 43/2019/QH14"),
        ("Luật Giáo dục, số 43/2019/QH14", "Luật Giáo dục, số 43/2019/QH14"),
        ("Luật Đầu tư, Luật Đất đai số 45/2013/QH13", "Luật Đầu tư\nLuật Đất đai số 45/2013/QH13"),
        (
            "Luật sửa đổi, bổ sung một số điều của Luật Thuế giá trị gia tăng, Luật Thuế tiêu thụ đặc biệt và Luật Quản lý \
             thuế số 106/2016/QH13",
            "Luật sửa đổi, bổ sung một số điều của Luật Thuế giá trị gia tăng, Luật Thuế tiêu thụ đặc biệt và Luật Quản lý \
             thuế số 106/2016/QH13",
        ),
    ] {
        let texts: Vec<String> = found(text).into_iter().map(|citation| citation.text().to_owned()).collect();
        assert_eq!(texts.join("\n"), expected, "{text}");
    }
}

#[test]
fn law_in_general_is_no_citation() {
    for text in [
        "Luật này có hiệu lực",
        "theo quy định của Bộ luật này",
        "Pháp lệnh này",
        "Hiến pháp này",
        "theo pháp luật về giáo dục",
        "Pháp luật Giáo dục",
        "kỷ luật lao động",
        "quy luật giá trị",
        "đạo luật giáo dục",
        "Luật sư Nguyễn Văn A",
        "Đoàn Luật sư thành phố Hà Nội",
        "Hội Luật gia Việt Nam",
        "luật gia",
        "Trường Đại học Luật Hà Nội",
        "cử nhân Luật Kinh tế",
        "Công ty Luật Trách nhiệm hữu hạn A",
        "dự án Luật Trẻ em",
        "dự thảo Luật Đất đai (sửa đổi)",
        "các luật thuế",
        "theo luật định",
        "luật được áp dụng",
        "luật lao động",
        "Luật có hiệu lực từ ngày 01/7/2015",
        "Luật do Quốc hội ban hành",
        "Luật quy định chi tiết",
        "Luật Việt Nam",
        "Luật Hà Nội",
        "LUẬT SƯ",
        "quy định tại Điều 12 của Pháp lệnh Nội dung tuyên truyền",
        "pháp lệnh của Ủy ban thường vụ Quốc hội",
        "thực hiện pháp luật",
        "thực hiện pháp lệnh",
    ] {
        assert_eq!(shown(text), "", "{text}");
    }
}

#[test]
fn numbers_without_symbol_where_nothing_else_can_be_meant() {
    for (text, expected) in [
        ("theo Nghị định 54/2017 và", "Nghị định|54/2017||"),
        ("Thông tư liên tịch số 01/2017.", "Thông tư liên tịch|01/2017||"),
        ("quy định tại Nghị định 54, Thông tư 22 quy định", "Nghị định|54||\nThông tư|22||"),
        ("Nghị quyết số 42 và 43/2012/NQ-HĐND", "Nghị quyết|42/2012/NQ-HĐND||\nNghị quyết|43/2012/NQ-HĐND||"),
        ("Thông tư số 13 và Thông tư số 19 1. Sửa đổi", "Thông tư|13||\nThông tư|19||"),
        ("Nghị quyết 29 của Ban Chấp hành Trung ương", "Nghị quyết|29||Ban Chấp hành Trung ương"),
        ("Thông tư 22 điều", ""),
        ("Quyết định 30 ngày", ""),
        ("Quyết định 5 năm một lần", ""),
        ("quyết định 02 lần/năm", ""),
        ("nghị quyết 9/2023", ""),
        ("Nghị quyết tháng 9/2023", ""),
        ("QUYẾT ĐỊNH 1. Phê duyệt", ""),
        ("Nghị quyết 1/1/2020", ""),
        ("Quyết định 1.234 tỷ đồng", ""),
    ] {
        let citations: Vec<String> = found(text).iter().map(summary).collect();
        assert_eq!(citations.join("\n"), expected, "{text}");
    }
}

#[test]
fn numbers_of_all_ages_and_bodies() {
    for (text, expected) in [
        ("Thông tư số 14 TC/TCT/CS", "Thông tư|14TC/TCT/CS||Bộ Tài chính"),
        ("Quyết định số 896/QĐ-TC", "Quyết định|896/QĐ-TC||"),
        (
            "Thông tư liên tịch số 18/1999/TTLT-LĐTBXH-TC",
            "Thông tư liên tịch|18/1999/TTLT-LĐTBXH-TC||Bộ Lao động - Thương binh và Xã hội",
        ),
        ("Luật số 33-LCT/HĐNN8", "Luật|33-LCT/HĐNN8||Hội đồng Nhà nước"),
        (
            "Nghị định số 153/HĐBT ngày 08 tháng 9 năm 1982 của Hội đồng Bộ trưởng",
            "Nghị định|153/HĐBT|1982-09-08|Hội đồng Bộ trưởng",
        ),
        (
            "Quyết định số 417/TCCP-VC ngày 29 tháng 5 năm 1993",
            "Quyết định|417/TCCP-VC|1993-05-29|Ban Tổ chức - Cán bộ Chính phủ",
        ),
        ("Thông tư số 06/2006/TT-BTM", "Thông tư|06/2006/TT-BTM||Bộ Thương mại"),
        ("công văn số 1234/TCT-CS ngày 5.9.2013", "Công văn|1234/TCT-CS|2013-09-05|Tổng cục Thuế"),
        ("Hướng dẫn số 12/HD-TLĐ", "Hướng dẫn|12/HD-TLĐ||Tổng Liên đoàn Lao động Việt Nam"),
        ("Thông tư số 10/2025/TT-BNNMT", "Thông tư|10/2025/TT-BNNMT||Bộ Nông nghiệp và Môi trường"),
        ("Nghị quyết số 29-NQ/TW ngày 5 tháng 9/2013", "Nghị quyết|29-NQ/TW|2013-09-05|Trung ương Đảng"),
        ("Kế hoạch số 84/KH-SGDĐT tháng 9/2022", "Kế hoạch|84/KH-SGDĐT|2022|Sở Giáo dục và Đào tạo tỉnh Lào Cai"),
        ("Qưyết định số 12/QĐ-TTg ngày 05–9–2023", "Qưyết định|12/QĐ-TTg|2023-09-05|Thủ tướng Chính phủ"),
    ] {
        let citations: Vec<String> = found(text).iter().map(summary).collect();
        assert_eq!(citations.join("\n"), expected, "{text}");
    }
}

#[test]
fn codes_plates_and_dates_are_no_numbers() {
    for text in [
        "Quốc lộ 1A",
        "QL 1A/km 15",
        "biển số 29A-123.45",
        "xe 24B-1234",
        "01/01/2020",
        "ngày 01/01/2020",
        "năm học 2023-2024",
        "tỉ lệ 1/50.000",
        "khổ giấy A4",
        "lớp 10A1/2",
        "phòng 201-A2",
        "đợt 1/HK1",
        "số tài khoản 0123456789/VCB",
        "ĐT: 0214.3840.034",
        "QCVN 01:2019/BYT",
        "TCVN ISO/IEC 17025:2017",
        "3/4 số đại biểu",
    ] {
        assert_eq!(shown(text), "", "{text}");
    }
}

#[test]
fn a_row_is_meant_however_its_law_is_spelled() {
    let names = names(&[
        ("Luật Trẻ em", "tre-em"),
        ("Luật Giáo dục", "giao-duc"),
        ("Luật Giáo dục quốc phòng và an ninh", "quoc-phong"),
        ("Luật Giáo dục quốc phòng và an ninh năm 2013", "quoc-phong"),
        ("Luật Đất đai của Lào Cai", "dat-dai"),
    ]);
    for (text, expected) in [
        ("Luật Trẻ em năm 2016", "Luật Trẻ em năm 2016|luat|tre-em"),
        ("Luat Tre em", "Luat Tre em|luat|tre-em"),
        ("LUẬT TRẺ EM", "LUẬT TRẺ EM|luat|tre-em"),
        ("Luật Giáo dục đại học", "Luật Giáo dục đại học|luat|"),
        (
            "Luật sửa đổi, bổ sung một số điều của Luật Giáo dục",
            "Luật sửa đổi, bổ sung một số điều của Luật Giáo dục|luat|",
        ),
        ("các Luật Trẻ em, Giáo dục", "Luật Trẻ em|luat|tre-em\nGiáo dục|luat|giao-duc"),
        (
            "Luật Giáo dục quốc phòng và an ninh năm 2013",
            "Luật Giáo dục quốc phòng và an ninh năm 2013|luat|quoc-phong",
        ),
        ("Luật Đất đai của Lào Cai", "Luật Đất đai của Lào Cai|luat|dat-dai"),
    ] {
        let citations = found_in(text, "\n\n", Some("ubnd-tinh-lao-cai"), &names);
        let shown: Vec<String> = citations
            .iter()
            .map(|citation| {
                let kind = citation.kind.as_deref().unwrap_or_default();
                format!("{}|{kind}|{}", citation.text(), citation.alias_of().join(","))
            })
            .collect();
        assert_eq!(shown.join("\n"), expected, "{text}");
    }
}

/// Titles that amend several laws are one law; the number or the date at their end is theirs.
#[test]
fn an_amending_law_is_one_however_many_it_names() {
    const AMENDING: &str = "Luật sửa đổi, bổ sung một số điều của";
    let lists = [
        "Luật Tiếp công dân, Luật Khiếu nại, Luật Tố cáo",
        "Luật Tiếp công dân,\nLuật Khiếu nại\nvà Luật Tố cáo",
        "Luật Cán bộ, công chức và Luật Viên chức",
        "Bộ luật Hình sự, Bộ luật Tố tụng hình sự và Pháp lệnh Cảnh sát môi trường",
        "Luật Chứng khoán, Luật Kế toán, Luật Kiểm toán độc lập, Luật Ngân sách nhà nước, Luật Quản lý, sử dụng tài sản công, \
         Luật Quản lý thuế, Luật Thuế thu nhập cá nhân, Luật Dự trữ quốc gia, Luật Xử lý vi phạm hành chính và Luật Giá",
        "các Luật Thuế giá trị gia tăng, Thuế tiêu thụ đặc biệt và Quản lý thuế",
        "11 luật có liên quan đến quy hoạch",
        "các luật về thuế",
        "Luật Trồng cây lạ, Luật Khiếu nại",
    ];
    for list in lists {
        for end in
            [" số 136/2025/QH15", " 136/2025/QH15", " số 136/2025/QH15 ngày 10/12/2025", " ngày 10 tháng 12 năm 2025"]
        {
            let title = format!("{AMENDING} {list}{end}");
            let found = found(&format!("Căn cứ {title}; Luật Giáo dục."));
            let texts: Vec<&str> = found.iter().map(Citation::text).collect();
            assert_eq!(texts, [title.as_str(), "Luật Giáo dục"]);
            assert!(found[0].number.is_some() || found[0].date.is_some(), "{title}");
        }
    }
    for (text, expected) in [
        // Without a number two names may be two laws; three are a title.
        (format!("{AMENDING} Luật Điện lực và Luật Thanh tra."), format!("{AMENDING} Luật Điện lực\nLuật Thanh tra")),
        (
            format!("{AMENDING} Luật Thương mại, Luật Cạnh tranh, Luật Thanh tra theo đề xuất"),
            format!("{AMENDING} Luật Thương mại, Luật Cạnh tranh, Luật Thanh tra"),
        ),
        // What is no law, a semicolon or a number of its own ends the title.
        (format!("{AMENDING} Luật Quản lý thuế và Nghị định này"), format!("{AMENDING} Luật Quản lý thuế")),
        (
            format!("{AMENDING} Luật Cán bộ, công chức và Luật Viên chức năm 2019; Luật Doanh nghiệp; Luật Hợp tác xã"),
            format!(
                "{AMENDING} Luật Cán bộ, công chức và Luật Viên chức năm 2019 → 2019\nLuật Doanh nghiệp\nLuật Hợp tác xã"
            ),
        ),
        (
            format!("{AMENDING} Luật Giáo dục số 44/2009/QH12, Luật Đầu tư số 61/2020/QH14, Luật Giá"),
            format!("{AMENDING} Luật Giáo dục số 44/2009/QH12\nLuật Đầu tư số 61/2020/QH14\nLuật Giá"),
        ),
        (
            format!("{AMENDING} Luật Giáo dục, Luật sửa đổi, bổ sung một số điều của Luật Công chứng"),
            format!("{AMENDING} Luật Giáo dục\n{AMENDING} Luật Công chứng"),
        ),
    ] {
        assert_eq!(shown(&text), expected, "{text}");
    }
}

#[test]
fn names_neither_run_on_nor_stop_short() {
    for (text, expected) in [
        (
            "Luật sửa đổi, bổ sung một số điều của các luật liên quan đến đầu tư xây dựng cơ bản và Khoản 2 Điều 170",
            "Luật sửa đổi, bổ sung một số điều của các luật liên quan đến đầu tư xây dựng cơ bản",
        ),
        ("theo Luật Ban hành các văn bản quy phạm pháp luật ngày", "Luật Ban hành các văn bản quy phạm pháp luật"),
        (
            "Luật Quản lý, bảo vệ công trình lạ và khu quân sự, được",
            "Luật Quản lý, bảo vệ công trình lạ và khu quân sự",
        ),
        ("Luật Phòng, chống các bệnh lạ 2 13", "Luật Phòng, chống các bệnh lạ"),
        (
            "Luật Phòng, chống nhiễm virut gây ra hội chứng suy giảm miễn dịch mắc phải ở người và",
            "Luật Phòng, chống nhiễm virut gây ra hội chứng suy giảm miễn dịch mắc phải ở người",
        ),
        (
            "Luật Chuyển đổi số; Luật Chuyển đổi số số 148/2025/QH15",
            "Luật Chuyển đổi số\nLuật Chuyển đổi số số 148/2025/QH15",
        ),
        (
            "Luật Công nghiệp lạ số. Luật Công nghiệp lạ số: 71/2025/QH15",
            "Luật Công nghiệp lạ số\nLuật Công nghiệp lạ số: 71/2025/QH15",
        ),
        (
            "Luật Trật tự lạ giao thông; Luật Thủ tục lạ giải quyết vụ việc",
            "Luật Trật tự lạ giao thông\nLuật Thủ tục lạ giải quyết vụ việc",
        ),
        ("Pháp lệnh Bà mẹ Việt Nam anh hùng gồm: chi trợ cấp", "Pháp lệnh Bà mẹ Việt Nam anh hùng"),
        // The digit of a footnote is no part of a name, and no end of a shorter one; a slip is none either.
        ("theo Luật Giáo dục nghề nghiệp1 và Luật Giáo dục12.", "Luật Giáo dục nghề nghiệp\nLuật Giáo dục"),
        ("theo Luật Giáo dục nghề ngiệp và nghị định", "Luật Giáo dục nghề ngiệp"),
        ("theo Luật Đầu tư theo quy định của Chính phủ", "Luật Đầu tư"),
        ("theo Luật Giáo dục, đại học", "Luật Giáo dục"),
        // Less than a name is none.
        ("Luật Ban hành; Luật Phòng, chống. Luật Quản lý của", ""),
        ("Pháp lệnh và hồ sơ đúng quy định; Pháp lệnh và đôn đốc thực hiện", ""),
        ("theo quy định của luật về bảo hiểm y tế", ""),
        ("Luật Bưu\n \nCÔNG BÁO/Số 276/Ngày 16-05-2026\n93\nchính hoạt động", ""),
        ("Cơ sở dữ liệu về Luật\nNgười ký: CỔNG THÔNG TIN", ""),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}
