//! Numbers with slips, lists that share a symbol, dates after the issuer, references cut by pages and markup: tables of
//! what is found, and of what is left alone.

use super::tests::{found, found_in_markdown, summary};

fn check(text: &str, expected: &str) {
    let citations: Vec<String> = found(text).iter().map(|one| format!("{} → {}", one.text(), summary(one))).collect();
    assert_eq!(citations.join("\n"), expected, "{text}");
}

#[test]
fn numbers_with_slips_are_read_and_told() {
    for (text, expected, written) in [
        ("Nghị định số 73/1999NĐ-CP", "Nghị định|73/1999/NĐ-CP||Chính phủ", Some("73/1999NĐ-CP")),
        ("Nghị định số 185/2007//NĐ-CP", "Nghị định|185/2007/NĐ-CP||Chính phủ", Some("185/2007//NĐ-CP")),
        (
            "Quyết định số 533/QĐUBND ngày 10/3/2025 của UBND tỉnh Sơn La",
            "Quyết định|533/QĐ-UBND|2025-03-10|UBND tỉnh Sơn La",
            Some("533/QĐUBND"),
        ),
        (
            "Quyết định số 533QĐ-UBND của UBND tỉnh Sơn La",
            "Quyết định|533/QĐ-UBND||UBND tỉnh Sơn La",
            Some("533QĐ-UBND"),
        ),
        ("Nghị định số O5/2O20/NĐ-CP", "Nghị định|05/2020/NĐ-CP||Chính phủ", Some("O5/2O20/NĐ-CP")),
        ("Nghị định số 1 13/2017/NĐ-CP", "Nghị định|113/2017/NĐ-CP||Chính phủ", Some("1 13/2017/NĐ-CP")),
        ("Nghị định số 30/2020/NĐ-СР", "Nghị định|30/2020/NĐ-CP||Chính phủ", Some("30/2020/NĐ-СР")),
        ("Thông tư số 29/2024/ТТ-ВGDĐТ", "Thông tư|29/2024/TT-BGDĐT||Bộ Giáo dục và Đào tạo", Some("29/2024/ТТ-ВGDĐТ")),
        ("Quyết định số 30/2008/QĐ BTC", "Quyết định|30/2008/QĐ-BTC||Bộ Tài chính", Some("30/2008/QĐ BTC")),
        // Dashes, spaces and Ð have rules of their own.
        ("Quyết định số 12/2022/QÐ–TTg", "Quyết định|12/2022/QĐ-TTg||Thủ tướng Chính phủ", None),
        ("Nghị quyết số 29 - NQ/TW", "Nghị quyết|29-NQ/TW||Trung ương Đảng", None),
        ("Nghị định số 30/2020/N\u{ad}Đ-\u{200b}CP", "Nghị định|30/2020/NĐ-CP||Chính phủ", None),
    ] {
        let citations = found(text);
        let summaries: Vec<String> = citations.iter().map(summary).collect();
        assert_eq!(summaries.join("\n"), expected, "{text}");
        assert_eq!(citations[0].misspelt(), written, "{text}");
    }
    for text in ["Mẫu số 15//QĐ-UBND", "QCVN 01-51 : 2011/TTBNNPTNT", "13-2012-QH13", "Điều 3 QĐ-TTg", "mục 5 QĐ-UBND"]
    {
        check(text, "");
    }
}

#[test]
fn one_symbol_for_several_numbers() {
    for (text, expected) in [
        (
            "các Thông tư số 01, 02, 03, 04/2021/TT-BGDĐT ngày 02/02/2021.",
            "Thông tư số 01 → Thông tư|01/2021/TT-BGDĐT||Bộ Giáo dục và Đào tạo\n\
             02 → Thông tư|02/2021/TT-BGDĐT||Bộ Giáo dục và Đào tạo\n\
             03 → Thông tư|03/2021/TT-BGDĐT||Bộ Giáo dục và Đào tạo\n\
             04/2021/TT-BGDĐT ngày 02/02/2021 → Thông tư|04/2021/TT-BGDĐT|2021-02-02|Bộ Giáo dục và Đào tạo",
        ),
        (
            "Nghị định số 105 và 116/2020/NĐ-CP",
            "Nghị định số 105 → Nghị định|105/2020/NĐ-CP||Chính phủ\n116/2020/NĐ-CP → Nghị định|116/2020/NĐ-CP||Chính phủ",
        ),
        (
            "các Nghị quyết số 57,59-NQ/TW",
            "Nghị quyết số 57 → Nghị quyết|57-NQ/TW||Trung ương Đảng\n59-NQ/TW → Nghị quyết|59-NQ/TW||Trung ương Đảng",
        ),
        (
            "các Thông tư từ số 01 đến số 04/2021/TT-BGDĐT",
            "01 → |01/2021/TT-BGDĐT||Bộ Giáo dục và Đào tạo\n\
             04/2021/TT-BGDĐT → |04/2021/TT-BGDĐT||Bộ Giáo dục và Đào tạo",
        ),
        // Without a year in the number only the year of the date counts for every number.
        (
            "Quyết định số 460, 461/QĐ-UBND ngày 18/3/2024 của UBND tỉnh Sơn La",
            "Quyết định số 460 → Quyết định|460/QĐ-UBND|2024|UBND tỉnh Sơn La\n\
             461/QĐ-UBND ngày 18/3/2024 → Quyết định|461/QĐ-UBND|2024-03-18|UBND tỉnh Sơn La",
        ),
        // Another year may be another term of the Quốc hội.
        ("Luật số 25/2008, 46/2014/QH13", "46/2014/QH13 → Luật|46/2014/QH13||Quốc hội"),
        (
            "Luật số 46/2014, 97/2015/QH13",
            "Luật số 46/2014 → Luật|46/2014/QH13||Quốc hội\n97/2015/QH13 → Luật|97/2015/QH13||Quốc hội",
        ),
        // The type word is not the symbol's, a form, no list.
        (
            "Quyết định số 15, 20/2021/TT-BGDĐT",
            "Quyết định số 15 → Quyết định|15||\n20/2021/TT-BGDĐT → |20/2021/TT-BGDĐT||Bộ Giáo dục và Đào tạo",
        ),
        ("Mẫu số 01, 02/TT-LLTP", ""),
        ("tại khoản 1, 2/2021/TT-BGDĐT", "2/2021/TT-BGDĐT → |02/2021/TT-BGDĐT||Bộ Giáo dục và Đào tạo"),
        (
            "Nghị định số 24/2021/NĐ-CP, Nghị định số 81/2021/NĐ-CP ngày 27/8/2021",
            "Nghị định số 24/2021/NĐ-CP → Nghị định|24/2021/NĐ-CP||Chính phủ\n\
             Nghị định số 81/2021/NĐ-CP ngày 27/8/2021 → Nghị định|81/2021/NĐ-CP|2021-08-27|Chính phủ",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn dates_after_issuers_and_assemblies() {
    for (text, expected) in [
        (
            "Nghị định số 134/2003/NĐ-CP của Chính phủ ngày 14 tháng 11 năm 2003",
            "Nghị định|134/2003/NĐ-CP|2003-11-14|Chính phủ",
        ),
        (
            "Quyết định số 15/QĐ-UBND do UBND tỉnh Sơn La ban hành ngày 05/3/2024",
            "Quyết định|15/QĐ-UBND|2024-03-05|UBND tỉnh Sơn La",
        ),
        (
            "Quyết định số 15/QĐ-UBND của UBND tỉnh Sơn La, ngày 05/3/2024 UBND huyện họp",
            "Quyết định|15/QĐ-UBND||UBND tỉnh Sơn La",
        ),
        (
            "Nghị định số 134/2003/NĐ-CP của Chính phủ có hiệu lực từ ngày 01/01/2004",
            "Nghị định|134/2003/NĐ-CP||Chính phủ",
        ),
        ("Luật Đất đai đã được Quốc hội khóa XIII, kỳ họp thứ 6 thông qua ngày 29/11/2013", "Luật||2013-11-29|"),
        (
            "Nghị quyết số 15/NQ-HĐND được HĐND tỉnh Lào Cai khóa XVI, kỳ họp thứ 9 thông qua ngày 09/12/2022",
            "Nghị quyết|15/NQ-HĐND|2022-12-09|HĐND tỉnh Lào Cai",
        ),
    ] {
        let citations: Vec<String> = found(text).iter().map(summary).collect();
        assert_eq!(citations.join("\n"), expected, "{text}");
    }
}

#[test]
fn references_are_read_across_pages_borders_and_markup() {
    for text in [
        "số 2236/QĐ-\n2\nBGDĐT ngày 23/8/2024 và",
        "số 2236/QĐ-\nCÔNG BÁO/Số 1523 + 1524/Ngày 29-12-2024\n45\nBGDĐT ngày 23/8/2024 và",
        "số 2236/QĐ-\n45\nCÔNG BÁO/Số 1523 + 1524/Ngày 29-12-2024\nBGDĐT ngày 23/8/2024 và",
        "số 2236/QĐ- CÔNG BÁO/Số 1523 + 1524/Ngày 29-12-2024 45 BGDĐT ngày 23/8/2024 và",
        "số 2236/QĐ-\n\n2\n\nBGDĐT ngày 23/8/2024 và",
        "số 2236/QĐ-BGDĐT\n2\nngày 23/8/2024 và",
        "số 2236/QĐ-BGDĐT ngày\n2\n23/8/2024 và",
        "số\n2\n2236/QĐ-BGDĐT ngày 23/8/2024 và",
        "số **2236**/QĐ-_BGDĐT_ ngày ~~23/8/2024~~ và",
        "số 2236/QĐ-[BGDĐT](https://a.vn/) ngày 23/8/2024 và",
        "số [2236](https://a.vn/)/QĐ-BGDĐT ngày 23/8/2024 và",
        "số 2236<!-- x -->/QĐ-BGDĐT<sup>1</sup> ngày 23/8/2024 và",
        "số 2236[^1]/QĐ-<b>BGDĐT</b> ngày 23/8/2024 và\n\n[^1]: Ghi chú.",
        "số 2236\\/QĐ\\-BGDĐT ngày&nbsp;23/8/2024 và",
        "số 2236/QĐ&#8209;BG&shy;DĐT ngày 23/8/2024 và",
    ] {
        let text = format!("Quyết định {text}");
        let citations: Vec<String> = found_in_markdown(&text).iter().map(summary).collect();
        assert_eq!(citations.join("\n"), "Quyết định|2236/QĐ-BGDĐT|2024-08-23|Bộ Giáo dục và Đào tạo", "{text}");
    }
    let table = |row: &str| format!("| Văn bản | Ghi chú |\n|---|---|\n{row}\n");
    for row in [
        "| Quyết định số 2236/QĐ- | BGDĐT ngày 23/8/2024 |",
        "| Quyết định số 2236/QĐ- |  |\n| BGDĐT ngày 23/8/2024 | x |",
    ] {
        let citations: Vec<String> = found_in_markdown(&table(row)).iter().map(summary).collect();
        assert_eq!(citations.join("\n"), "Quyết định|2236/QĐ-BGDĐT|2024-08-23|Bộ Giáo dục và Đào tạo", "{row}");
    }
    // Another cell lies between, a link of its own, a number that is a part.
    for text in [
        table("| Quyết định số 2236/QĐ- | a |\n| BGDĐT | b |"),
        "[Quyết định số 2236/QĐ-BGDĐT](https://a.vn/)".to_owned(),
    ] {
        assert!(found_in_markdown(&text).iter().all(|one| !summary(one).contains("BGDĐT")), "{text}");
    }
}
