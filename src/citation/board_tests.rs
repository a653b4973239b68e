//! Boards of Party committees, Party committees within other bodies, centres: tables of who is read from
//! words and symbols.

use super::find::NameTable;
use super::tests::found_in;

/// Number and issuer of each citation in a document of `home`.
fn issuers(home: &str, text: &str) -> Vec<String> {
    let shown = |citation: &super::Citation| {
        let number = citation.number.as_ref().map_or("", |number| number.as_str());
        let issuer = citation.issuer.as_ref().map_or("-", |issuer| issuer.name.as_str());
        format!("{number} {issuer}")
    };
    found_in(text, "\n\n", Some(home), &NameTable::default()).iter().map(shown).collect()
}

#[test]
fn boards_named_with_their_committee() {
    for (text, issuer) in [
        ("Hướng dẫn số 02-HD/BTCTU ngày 21/11/2025 của Ban Tổ chức Thành ủy Hà Nội", "Ban Tổ chức Thành ủy Hà Nội"),
        ("Hướng dẫn số 02-HD/BTCTU, ngày 21-11-2025 của Ban Tổ chức\nThành uỷ Hà Nội", "Ban Tổ chức Thành ủy Hà Nội"),
        (
            "Kế hoạch số 15-KH/BTGDVTU ngày 10/8/2025 của Ban Tuyên giáo và Dân vận Tỉnh ủy Lào Cai",
            "Ban Tuyên giáo và Dân vận Tỉnh ủy Lào Cai",
        ),
        ("Kế hoạch số 15-KH/BTGDVTU của Ban Tuyên giáo & Dân vận Tỉnh ủy", "Ban Tuyên giáo và Dân vận Tỉnh ủy Lào Cai"),
        ("Hướng dẫn số 45-HD/BTGTU ngày 10/8/2023 của Ban Tuyên giáo Tỉnh ủy Sơn La", "Ban Tuyên giáo Tỉnh ủy Sơn La"),
        ("Hướng dẫn số 45-HD/BDVTU ngày 10/8/2023 của Ban Dân vận Tỉnh ủy", "Ban Dân vận Tỉnh ủy Lào Cai"),
        (
            "Công văn số 145-CV/BNCTU ngày 10/8/2023 của Ban Nội chính Thành ủy Đà Nẵng",
            "Ban Nội chính Thành ủy Đà Nẵng",
        ),
        (
            "Thông báo số 12-TB/UBKTTU ngày 10/8/2023 của Ủy ban Kiểm tra Tỉnh ủy Quảng Ninh",
            "Ủy ban Kiểm tra Tỉnh ủy Quảng Ninh",
        ),
        ("Thông báo số 12-TB/UBKTTU ngày 10/8/2023 của UBKT Tỉnh uỷ", "Ủy ban Kiểm tra Tỉnh ủy Lào Cai"),
        ("Công văn số 99-CV/VPTU ngày 10/8/2023 của Văn phòng Tỉnh ủy Nghệ An", "Văn phòng Tỉnh ủy Nghệ An"),
        ("Công văn số 99-CV/VPTU ngày 10/8/2023 của Chánh Văn phòng Tỉnh ủy", "Văn phòng Tỉnh ủy Lào Cai"),
        ("Quyết định số 99-QĐ/BTCTU ngày 10/8/2023 của Trưởng Ban Tổ chức Tỉnh ủy", "Ban Tổ chức Tỉnh ủy Lào Cai"),
        // The symbol alone, in the document's own province; no state symbol, though the letters are the same.
        ("Hướng dẫn số 45-HD/BTGTU ngày 10/8/2023", "Ban Tuyên giáo Tỉnh ủy Lào Cai"),
        ("Công văn số 99-CV/VPTU", "Văn phòng Tỉnh ủy Lào Cai"),
        ("Hướng dẫn số 45-HD/BTCHU ngày 10/8/2023", "-"),
        // Central ones are in the registry.
        ("Hướng dẫn số 05-HD/BTCTW ngày 01/7/2011 của Ban Tổ chức Trung ương", "Ban Tổ chức Trung ương"),
        ("Hướng dẫn số 36-HD/VPTW ngày 03/4/2018 của Văn phòng Trung ương Đảng", "Văn phòng Trung ương Đảng"),
        // Without a committee the words name no body.
        ("Quyết định số 45-QĐ/BTC ngày 10/8/2023 của Ban Tổ chức Hội thi", "Bộ Tài chính"),
    ] {
        let found = issuers("ubnd-tinh-lao-cai", text);
        let found: Vec<&str> = found.iter().filter_map(|line| Some(line.split_once(' ')?.1)).collect();
        assert_eq!(found, [issuer], "{text}");
    }
}

#[test]
fn party_committees_within_other_bodies_and_centres() {
    for (text, issuer) in [
        ("Nghị quyết số 12-NQ/ĐU ngày 02/8/2025 của Đảng ủy UBND tỉnh Lào Cai", "Đảng ủy UBND tỉnh Lào Cai"),
        ("Nghị quyết số 12-NQ/ĐU ngày 02/8/2025 của Đảng ủy Ủy ban nhân dân tỉnh", "Đảng ủy UBND tỉnh Lào Cai"),
        (
            "Kế hoạch số 12-KH/ĐU ngày 02/8/2025 của Ban Thường vụ Đảng ủy UBND thành phố Hà Nội",
            "Ban Thường vụ Đảng ủy UBND thành phố Hà Nội",
        ),
        (
            "Kế hoạch số 12-KH/ĐU ngày 02/8/2025 của Đảng ủy các cơ quan Đảng tỉnh Sơn La",
            "Đảng ủy các cơ quan Đảng tỉnh Sơn La",
        ),
        ("Kế hoạch số 12-KH/ĐU ngày 02/8/2025 của Đảng uỷ Công an tỉnh", "Đảng ủy Công an tỉnh Lào Cai"),
        ("Hướng dẫn số 94-HD/ĐUK, ngày 30/3/2015 của Đảng uỷ Khối CCQ tỉnh", "Đảng ủy Khối các cơ quan tỉnh Lào Cai"),
        ("Kế hoạch số 12-KH/ĐU ngày 02/8/2025 của Đảng ủy Bộ Y tế", "Đảng ủy Bộ Y tế"),
        ("Kế hoạch số 12-KH/ĐU ngày 02/8/2025 của Đảng ủy Chính phủ", "Đảng ủy Chính phủ"),
        (
            "Kế hoạch số 12-KH/ĐU ngày 02/8/2025 của Đảng ủy các cơ quan Đảng Trung ương",
            "Đảng ủy các cơ quan Đảng Trung ương",
        ),
        (
            "Tờ trình số 12-TTr/BCSĐ ngày 02/8/2023 của Ban cán sự đảng UBND tỉnh Sơn La",
            "Ban Cán sự đảng UBND tỉnh Sơn La",
        ),
        (
            "Hướng dẫn số 12-HD/UBKT ngày 02/8/2025 của Ủy ban Kiểm tra Đảng ủy UBND tỉnh",
            "Ủy ban Kiểm tra Đảng ủy UBND tỉnh Lào Cai",
        ),
        (
            "Quyết định số 12/QĐ-TTPVHCC ngày 02/8/2025 của Trung tâm Phục vụ hành chính công thành phố Hà Nội",
            "Trung tâm Phục vụ hành chính công thành phố Hà Nội",
        ),
        (
            "Quyết định số 12/QĐ-TTPVHCC ngày 02/8/2025 của Giám đốc Trung tâm Phục vụ hành chính công tỉnh",
            "Trung tâm Phục vụ hành chính công tỉnh Lào Cai",
        ),
        // A Party committee of a body that is not known.
        ("Nghị quyết số 12-NQ/ĐU ngày 02/8/2025 của Đảng ủy", "-"),
        ("Nghị quyết số 12-NQ/ĐU ngày 02/8/2025 của Đảng ủy Quân sự Quân khu 2", "-"),
    ] {
        let found = issuers("ubnd-tinh-lao-cai", text);
        let found: Vec<&str> = found.iter().filter_map(|line| Some(line.split_once(' ')?.1)).collect();
        assert_eq!(found, [issuer], "{text}");
    }
}

#[test]
fn no_words_make_names_nest_without_end() {
    for words in ["Đảng ủy ", "Ban Tổ chức ", "Ban Thường vụ ", "Văn phòng Đảng ủy "] {
        let text = format!("Nghị quyết số 12-NQ/ĐU ngày 02/8/2025 của {}", words.repeat(20_000));
        assert_eq!(issuers("ubnd-tinh-lao-cai", &text), ["12-NQ/ĐU -"]);
    }
}
