//! Documents that are none of the five: other bodies, types, numbers, layouts and line lengths, made here from tables.

use super::{imported, read};
use std::fmt::Write;

/// A document as its office would set it.
struct Paper {
    /// Lines that name who issued it, and the key that they mean; `None`: the site does not know it.
    issuer: (&'static [&'static str], Option<&'static str>),
    number: (&'static str, &'static str),
    place_date: (&'static str, &'static str),
    /// As printed, and its key.
    kind: (&'static str, &'static str),
    title: &'static [&'static str],
    signature: (&'static str, &'static str, &'static str),
}

const PAPERS: [Paper; 8] = [
    Paper {
        issuer: (&["ỦY BAN NHÂN DÂN", "TỈNH LẠNG SƠN"], Some("ubnd-tinh-lang-son")),
        number: ("Số: 1550/QĐ-UBND", "1550/QĐ-UBND"),
        place_date: ("Lạng Sơn, ngày 05 tháng 9 năm 2024", "2024-09-05"),
        kind: ("QUYẾT ĐỊNH", "quyet-dinh"),
        title: &["Ban hành Kế hoạch thời gian năm học 2024-2025", "của giáo dục mầm non trên địa bàn tỉnh"],
        signature: ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Dương Xuân Huyên"),
    },
    Paper {
        issuer: (&["BỘ GIÁO DỤC VÀ ĐÀO TẠO"], Some("bo-giao-duc-va-dao-tao")),
        number: ("Số: 29/ 2024/ TT- BGDĐT", "29/2024/TT-BGDĐT"),
        place_date: ("Hà Nội, ngày 30 tháng 12 năm 2024", "2024-12-30"),
        kind: ("THÔNG TƯ", "thong-tu"),
        title: &["Quy định về dạy thêm, học thêm"],
        signature: ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "Phạm Ngọc Thưởng"),
    },
    Paper {
        issuer: (&["UBND TỈNH LAI CHÂU", "SỞ GIÁO DỤC VÀ ĐÀO TẠO"], Some("so-giao-duc-va-dao-tao-tinh-lai-chau")),
        number: ("Số: 77/KH-SGDĐT", "77/KH-SGDĐT"),
        place_date: ("Lai Châu, ngày 12 tháng 02 năm 2025", "2025-02-12"),
        kind: ("KẾ HOẠCH", "ke-hoach"),
        title: &["Triển khai chuyển đổi số năm 2025"],
        signature: ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG", "Lò Thị Hoa"),
    },
    Paper {
        issuer: (&["THỦ TƯỚNG CHÍNH PHỦ"], Some("thu-tuong-chinh-phu")),
        number: ("Số: 6/CT-TTg", "06/CT-TTg"),
        place_date: ("Hà Nội, ngày 3 tháng 1 năm 2025", "2025-01-03"),
        kind: ("CHỈ THỊ", "chi-thi"),
        title: &["Về việc tăng cường quản lý"],
        signature: ("KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG", "Lê Thành Long"),
    },
    Paper {
        issuer: (&["HỘI ĐỒNG NHÂN DÂN", "TỈNH LÀO CAI"], Some("hdnd-tinh-lao-cai")),
        number: ("Số: 12/NQ-HĐND", "12/NQ-HĐND"),
        place_date: ("Lào Cai, ngày 10 tháng 7 năm 2024", "2024-07-10"),
        kind: ("NGHỊ QUYẾT", "nghi-quyet"),
        title: &["Về chính sách hỗ trợ giáo viên"],
        signature: ("", "CHỦ TỊCH", "Vũ Xuân Cường"),
    },
    Paper {
        issuer: (&["ỦY BAN NHÂN DÂN", "HUYỆN BẢO YÊN"], None),
        number: ("Số: 210/TB-UBND", "210/TB-UBND"),
        place_date: ("Bảo Yên, ngày 15 tháng 8 năm 2024", "2024-08-15"),
        kind: ("THÔNG BÁO", "thong-bao"),
        title: &["Về việc nghỉ học phòng, chống bão"],
        signature: ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Tô Ngọc Liễn"),
    },
    Paper {
        issuer: (&["BỘ NỘI VỤ"], Some("bo-noi-vu")),
        number: ("Số: 05/HD-BNV", "05/HD-BNV"),
        place_date: ("Hà Nội, ngày 20 tháng 11 năm 2023", "2023-11-20"),
        kind: ("HƯỚNG DẪN", "huong-dan"),
        title: &["Thực hiện Nghị định số 30/2020/NĐ-CP"],
        signature: ("", "BỘ TRƯỞNG", "Phạm Thị Thanh Trà"),
    },
    Paper {
        issuer: (&["UBND TỈNH LÀO CAI", "VĂN PHÒNG"], None),
        number: ("Số: 99/BC-VPUBND", "99/BC-VPUBND"),
        place_date: ("Lào Cai, ngày 01 tháng 12 năm 2024", "2024-12-01"),
        kind: ("BÁO CÁO", "bao-cao"),
        title: &["Kết quả công tác văn thư năm 2024"],
        signature: ("KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "Nguyễn Văn Bình"),
    },
];

/// Paragraphs as signed, and as they must stand in Markdown.
const BODY: [(&str, &str); 11] = [
    (
        "Thực hiện Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2023 của Bộ trưởng Bộ Giáo dục và Đào tạo về ban hành kế hoạch nhiệm vụ, giải pháp trọng tâm, cơ quan ban hành văn bản này yêu cầu các đơn vị tổ chức thực hiện như sau:",
        "Thực hiện Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2023 của Bộ trưởng Bộ Giáo dục và Đào tạo về ban hành kế hoạch nhiệm vụ, giải pháp trọng tâm, cơ quan ban hành văn bản này yêu cầu các đơn vị tổ chức thực hiện như sau:",
    ),
    ("I. MỤC ĐÍCH, YÊU CẦU", "## I. MỤC ĐÍCH, YÊU CẦU"),
    ("1. Mục đích", "### 1. Mục đích"),
    (
        "Nâng cao chất lượng giáo dục toàn diện; bảo đảm an toàn cho học sinh, nhất là ở vùng cao, vùng đồng bào dân tộc thiểu số; huy động các nguồn lực của xã hội cho giáo dục và đào tạo.",
        "Nâng cao chất lượng giáo dục toàn diện; bảo đảm an toàn cho học sinh, nhất là ở vùng cao, vùng đồng bào dân tộc thiểu số; huy động các nguồn lực của xã hội cho giáo dục và đào tạo.",
    ),
    ("2. Yêu cầu", "### 2. Yêu cầu"),
    (
        "- Các trường học rà soát cơ sở vật chất, thiết bị dạy học trước ngày khai giảng, báo cáo phòng giáo dục và đào tạo.",
        "- Các trường học rà soát cơ sở vật chất, thiết bị dạy học trước ngày khai giảng, báo cáo phòng giáo dục và đào tạo.",
    ),
    (
        "- Phòng giáo dục và đào tạo tổng hợp, tham mưu xử lý những vấn đề vượt thẩm quyền của nhà trường.",
        "- Phòng giáo dục và đào tạo tổng hợp, tham mưu xử lý những vấn đề vượt thẩm quyền của nhà trường.",
    ),
    ("II. TỔ CHỨC THỰC HIỆN", "## II. TỔ CHỨC THỰC HIỆN"),
    (
        "1. Các sở, ban, ngành phối hợp thực hiện: căn cứ chức năng, nhiệm vụ được giao, chủ động phối hợp với ngành giáo dục trong quá trình triển khai văn bản này.",
        "### 1. Các sở, ban, ngành phối hợp thực hiện: {.run-in}\n\ncăn cứ chức năng, nhiệm vụ được giao, chủ động phối hợp với ngành giáo dục trong quá trình triển khai văn bản này.",
    ),
    (
        "2. Thủ trưởng các đơn vị chịu trách nhiệm thi hành. Trong quá trình thực hiện nếu có vướng mắc thì phản ánh kịp thời về cơ quan ban hành để được xem xét, giải quyết.",
        "### 2. Thủ trưởng các đơn vị chịu trách nhiệm thi hành. {.run-in}\n\nTrong quá trình thực hiện nếu có vướng mắc thì phản ánh kịp thời về cơ quan ban hành để được xem xét, giải quyết.",
    ),
    ("Văn bản này có hiệu lực kể từ ngày ký./.", "Văn bản này có hiệu lực kể từ ngày ký./."),
];

const RECIPIENTS: [&str; 3] = ["Như trên", "UBND các huyện, thị xã, thành phố", "Báo, Đài PTTH tỉnh"];

fn markdown_body() -> String {
    let mut body = String::new();
    let mut item = false;
    for (_, markdown) in BODY {
        let is_item = markdown.starts_with("- ");
        body.push_str(if item && is_item { "\n" } else { "\n\n" });
        body.push_str(markdown);
        item = is_item;
    }
    format!("{}\n", body[1..].to_owned())
}

/// Lines of at most `width` letters.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("a line");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

impl Paper {
    fn body(width: Option<usize>) -> String {
        let mut text = String::new();
        for (paragraph, _) in BODY {
            match width {
                None => writeln!(text, "{paragraph}"),
                Some(width) => writeln!(text, "{}", wrapped(paragraph, width).join("\n")),
            }
            .expect("written");
        }
        text
    }

    /// One column, as text is copied from a web page.
    fn in_one_column(&self, width: Option<usize>) -> String {
        let Self { issuer, number, place_date, kind, title, signature } = self;
        let recipients: String = RECIPIENTS.iter().map(|one| format!("- {one};\n")).collect();
        format!(
            "{}\n-------\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n---------------\n{}\n{}\n\n{}\n{}\n\n{}\nNơi nhận:\n{recipients}- Lưu: VT, GDTX.\n\n{}\n{}\n\n\n\n{}\n",
            issuer.0.join("\n"),
            number.0,
            place_date.0,
            kind.0,
            title.join("\n"),
            Self::body(width),
            signature.0,
            signature.1,
            signature.2,
        )
    }

    /// Two columns held apart by spaces, as programs take text out of PDFs; pages end in form feeds.
    fn in_two_columns(&self, width: Option<usize>) -> String {
        let Self { issuer, number, place_date, kind, title, signature } = self;
        let left = [issuer.0, &["_______", number.0]].concat();
        let right = ["CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc", "___________", place_date.0];
        let row = |left: &str, right: &str| format!("   {left:<38}      {right}\n");
        let mut text: String =
            (0..4).map(|i| row(left.get(i).copied().unwrap_or(""), right.get(i).copied().unwrap_or(""))).collect();
        write!(text, "\n            {}\n     {}\n\n{}\u{c}\n", kind.0, title.join("\n     "), Self::body(width))
            .expect("written");
        let lines = [
            "Nơi nhận:",
            "- Như trên;",
            "- UBND các huyện, thị xã, thành phố;",
            "- Báo, Đài PTTH tỉnh;",
            "- Lưu: VT, GDTX.",
        ];
        let signed = [signature.0, signature.1, "", "(đã ký)", signature.2];
        for (left, right) in lines.iter().zip(signed) {
            text.push_str(&row(left, right));
        }
        text
    }

    fn in_html(&self) -> String {
        let Self { issuer, number, place_date, kind, title, signature } = self;
        let body: String = BODY.iter().map(|(one, _)| format!("<p>{}</p>\n", one.replace('&', "&amp;"))).collect();
        let recipients = RECIPIENTS.map(|one| format!("- {one};<br>")).concat();
        format!(
            "<!DOCTYPE html><html><head><title>Bỏ qua</title><style>p {{ color: red }}</style></head><body>\
             <script>alert(1)</script><table><tr><td align=center>{}<br>{}</td>\
             <td align=center><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br>Độc lập - Tự do - Hạnh phúc<br><i>{}</i></td></tr></table>\
             <p align=\"center\"><b>{}</b></p><p style=\"text-align: center\"><b>{}</b></p>{body}\
             <table><tr><td><b><i>Nơi nhận:</i></b><br>{recipients}- Lưu: VT, GDTX.</td><td><b>{}<br>{}</b><p><b>{}</b></td></tr></table></body></html>",
            issuer.0.join("<br>"),
            number.0,
            place_date.0,
            kind.0,
            title.join(" "),
            signature.0,
            signature.1,
            signature.2,
        )
    }

    fn check(&self, name: &str, text: &str) {
        let made = imported(name, text.as_bytes()).unwrap_or_else(|problem| panic!("{name}: {problem:?}\n{text}"));
        let context = format!("{}\n---- of ----\n{text}", made.markdown);
        let body = made.markdown.split_once("\n---\n").expect("front matter").1;
        assert_eq!(body, markdown_body(), "{context}");
        let Some(issuer) = self.issuer.1 else {
            let unknown = made.todos.iter().any(|todo| todo.key == "issuer");
            assert!(unknown, "an unknown issuer is to be looked at: {context}");
            return;
        };
        let (front_matter, _) = read(&made.markdown);
        assert_eq!(front_matter.issuer.value, issuer, "{context}");
        assert_eq!(front_matter.kind.value, self.kind.1, "{context}");
        assert_eq!(front_matter.number.expect("a number").value.as_str(), self.number.1, "{context}");
        assert_eq!(front_matter.date.expect("a date").value.to_string(), self.place_date.1, "{context}");
        assert_eq!(front_matter.title, self.title.join(" "), "{context}");
        let signer = front_matter.signer.expect("a signer");
        let authority = Some(self.signature.0).filter(|text| !text.is_empty()).map(str::to_owned);
        assert_eq!((signer.authority, signer.position.as_deref()), (authority, Some(self.signature.1)), "{context}");
        assert_eq!(signer.name, self.signature.2, "{context}");
        assert_eq!(front_matter.recipients, RECIPIENTS, "{context}");
        assert_eq!(front_matter.archive.as_deref(), Some("VT, GDTX"), "{context}");
    }
}

#[test]
fn other_bodies_types_and_numbers_are_read_alike() {
    for paper in &PAPERS {
        paper.check("văn bản.txt", &paper.in_one_column(None));
    }
}

#[test]
fn lines_of_any_length_become_the_same_paragraphs() {
    for width in [58, 64, 72, 80, 96, 110] {
        for paper in &PAPERS {
            paper.check("văn bản.txt", &paper.in_one_column(Some(width)));
        }
    }
}

#[test]
fn two_columns_of_text_are_read_column_by_column() {
    for paper in &PAPERS {
        paper.check("văn bản.txt", &paper.in_two_columns(None));
        paper.check("văn bản.txt", &paper.in_two_columns(Some(76)));
    }
}

#[test]
fn web_pages_are_read_alike() {
    for paper in &PAPERS {
        paper.check("trang.html", &paper.in_html());
    }
}

#[test]
fn letters_without_a_type_line_are_letters() {
    let text = "UBND TỈNH LÀO CAI\nSỞ GIÁO DỤC VÀ ĐÀO TẠO\n-------\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\
                Số: 169/SGD&ĐT-VP\nV/v tăng cường chỉ đạo xây dựng\ntrường học đạt chuẩn quốc gia\nLào Cai, ngày 13 tháng 01 năm 2023\n\
                Kính gửi: Các phòng giáo dục và đào tạo.\nSở Giáo dục và Đào tạo yêu cầu các đơn vị thực hiện tốt những việc sau.\n\
                Nơi nhận:\n- Như trên;\n- Lưu: VT.\nGIÁM ĐỐC\nNguyễn Thế Dũng\n";
    let made = imported("công văn.txt", text.as_bytes()).expect("imported");
    let (front_matter, body) = read(&made.markdown);
    assert_eq!(front_matter.kind.value, "cong-van");
    assert_eq!(front_matter.title, "Về việc tăng cường chỉ đạo xây dựng trường học đạt chuẩn quốc gia");
    assert_eq!(front_matter.number.expect("a number").value.as_str(), "169/SGD&ĐT-VP");
    assert!(body.starts_with("\nKính gửi: Các phòng giáo dục và đào tạo.\n\nSở Giáo dục"), "{body}");
}

#[test]
fn articles_with_a_line_of_their_own_are_headings_and_sentences_stay() {
    let text = "CHÍNH PHỦ\n-------\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nSố: 30/2020/NĐ-CP\n\
                Hà Nội, ngày 05 tháng 3 năm 2020\nNGHỊ ĐỊNH\nVề công tác văn thư\nCăn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;\n\
                Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi điều chỉnh\n1. Nghị định này quy định về công tác văn thư.\n\
                a) Soạn thảo văn bản;\nb) Ký ban hành văn bản.\nĐiều 2. Nghị định này có hiệu lực thi hành kể từ ngày ký.\n\
                TM. CHÍNH PHỦ\nTHỦ TƯỚNG\nNguyễn Xuân Phúc\n";
    let made = imported("nghị định.txt", text.as_bytes()).expect("imported");
    let (front_matter, body) = read(&made.markdown);
    assert_eq!(front_matter.issuer.value, "chinh-phu");
    assert_eq!(
        body,
        "\nCăn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;\n\n## Chương I QUY ĐỊNH CHUNG\n\n\
         ### Điều 1. Phạm vi điều chỉnh\n\n1. Nghị định này quy định về công tác văn thư.\n\na) Soạn thảo văn bản;\n\n\
         b) Ký ban hành văn bản.\n\nĐiều 2. Nghị định này có hiệu lực thi hành kể từ ngày ký.\n"
    );
    let signer = front_matter.signer.expect("a signer");
    assert_eq!((signer.authority.as_deref(), signer.position.as_deref()), (Some("TM. CHÍNH PHỦ"), Some("THỦ TƯỚNG")));
}

/// A form of a court lost its first page: dotted lines counted as rules of a head that went on for ever.
#[test]
fn a_form_without_a_type_keeps_its_first_page() {
    let dots = ".".repeat(60);
    let text = format!(
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nĐƠN YÊU CẦU\nKính gửi: {dots}\nHọ tên: {dots}\n{dots}\n\
         Thường trú: {dots}\n{dots}\nChúng tôi xin trình bày như sau.\n"
    );
    let made = imported("đơn.txt", text.as_bytes()).expect("imported");
    for words in ["ĐƠN YÊU CẦU", "Kính gửi:", "Họ tên:", "Thường trú:", "Chúng tôi xin trình bày như sau."]
    {
        assert!(made.markdown.contains(words), "{words}: {}", made.markdown);
    }
}

/// The type line of what is sent with a công văn is not its own.
#[test]
fn a_letter_with_a_plan_behind_it_keeps_its_text() {
    let text = "SỞ GIÁO DỤC VÀ ĐÀO TẠO\nTỈNH LÀO CAI\nSố: 12/SGDĐT-VP\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\
                Lào Cai, ngày 5 tháng 3 năm 2024\nV/v gửi kế hoạch\nKính gửi: Các trường.\nSở gửi kèm kế hoạch.\n\n\
                GIÁM ĐỐC\nNguyễn Văn A\n\nKẾ HOẠCH\nTuyển sinh\nMột việc phải làm.\n";
    let made = imported("công văn.txt", text.as_bytes()).expect("imported");
    let (front_matter, body) = read(&made.markdown);
    assert_eq!((front_matter.kind.value.as_str(), front_matter.title.as_str()), ("cong-van", "Về việc gửi kế hoạch"));
    for words in ["Kính gửi: Các trường.", "Sở gửi kèm kế hoạch.", "Một việc phải làm."] {
        assert!(body.contains(words), "{words}: {body}");
    }
}

#[test]
fn a_district_that_no_registry_has_is_given_the_province_above_it() {
    let text = "UBND TỈNH LẠNG SƠN\nỦY BAN NHÂN DÂN\nHUYỆN TRÀNG ĐỊNH\nSố: 12/KH-UBND\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\
                Độc lập - Tự do - Hạnh phúc\nTràng Định, ngày 5 tháng 3 năm 2024\nKẾ HOẠCH\nTuyển sinh\nMột việc phải làm.\n";
    let made = imported("kế hoạch.txt", text.as_bytes()).expect("imported");
    let (name, row) = made.issuer_row.expect("a row to paste");
    assert_eq!(name, "UBND huyện Tràng Định");
    assert!(row.ends_with("province: Lạng Sơn}"), "{row}");
    assert_eq!(made.folder, "lang-son");
}

#[test]
fn nothing_is_invented() {
    let made = imported("ghi chép.txt", "Một đoạn văn không phải văn bản hành chính, chỉ để thử.\n".as_bytes())
        .expect("imported");
    let keys: Vec<&str> = made.todos.iter().map(|todo| todo.key).collect();
    for key in ["type", "number", "date", "issuer", "title", "signer", "recipients"] {
        assert!(keys.contains(&key), "{key}: {}", made.markdown);
        assert!(!made.markdown.lines().any(|line| line.starts_with(&format!("{key}:"))), "{key}: {}", made.markdown);
    }
    let doubtful = "ỦY BAN NHÂN DÂN\nTỈNH LÀO CAI\nSố: 12/CT-BGDĐT\nLào Cai, ngày 30 tháng 02 năm 2024\nCHỈ THỊ\nVề việc thử\nMột câu.\n";
    let made = imported("sai.txt", doubtful.as_bytes()).expect("imported");
    let reasons: Vec<(&str, &str)> = made.todos.iter().map(|todo| (todo.key, todo.reason)).collect();
    assert!(reasons.contains(&("issuer", "import-doubt-issuer-symbol")), "{reasons:?}");
    assert!(reasons.contains(&("date", "import-todo-date")), "the 30th of February is no date: {reasons:?}");
}

#[test]
fn what_would_mean_something_in_markdown_is_escaped() {
    let text = "CHỈ THỊ\nVề việc thử\n# Không phải đề mục\n* * *a*\nGiá <b>đậm</b> [liên kết](http://a) `mã` 2 < 3 & 4 &amp;\n> trích\n";
    let made = imported("dấu.txt", text.as_bytes()).expect("imported");
    let source = congbao::source::Source::new("t.md", made.markdown.split_once("\n---\n").expect("front matter").1);
    let whole = congbao::source::Span::new(0, source.text().len());
    let mut problems = Vec::new();
    let document = congbao::document::parse(&source, whole, &mut problems);
    let shown: Vec<String> =
        congbao::document::flows(&document).iter().map(|flow| flow.text.trim().to_owned()).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let shown = shown.join("\n");
    for line in ["# Không phải đề mục", "Giá <b>đậm</b> [liên kết](http://a) `mã` 2 < 3 & 4 &amp;", "> trích"]
    {
        assert!(shown.contains(line), "{line}: {shown}");
    }
}
