//! Issuers of citations with their place: named, implied by the symbol, of the document's own place.

use super::find::NameTable;
use super::tests::found_in;

#[test]
fn issuers_are_named_with_their_place() {
    for (phrase, issuer, from, expected) in [
        ("UBND tỉnh", "ubnd-tinh-lao-cai", "UBND tỉnh", "ubnd-tinh-lao-cai"),
        ("UBND tỉnh", "ubnd-huyen-van-lang", "UBND tỉnh", "ubnd-tinh-lang-son"),
        ("UBND huyện về việc", "ubnd-huyen-van-lang", "UBND huyện", "ubnd-huyen-van-lang"),
        ("UBND huyện về việc", "ubnd-tinh-lao-cai", "UBND huyện", ""),
        ("UBND tỉnh", "bo-giao-duc-va-dao-tao", "UBND tỉnh", ""),
        (
            "Chủ tịch Ủy ban nhân dân tỉnh Lạng Sơn về",
            "ubnd-tinh-lao-cai",
            "Chủ tịch Ủy ban nhân dân tỉnh Lạng Sơn",
            "ubnd-tinh-lang-son",
        ),
        (
            "Ủy ban nhân dân (UBND) huyện Văn Lãng xây dựng",
            "ubnd-tinh-lao-cai",
            "Ủy ban nhân dân (UBND) huyện Văn Lãng",
            "ubnd-huyen-van-lang-tinh-lao-cai",
        ),
        (
            "Ủy ban nhân dân (UBND) huyện Văn Lãng, tỉnh Lạng Sơn xây dựng",
            "ubnd-tinh-lao-cai",
            "Ủy ban nhân dân (UBND) huyện Văn Lãng, tỉnh Lạng Sơn",
            "ubnd-huyen-van-lang",
        ),
        ("UBND huyện Văn Lãng", "ubnd-huyen-van-lang", "UBND huyện Văn Lãng", "ubnd-huyen-van-lang"),
        ("UBND xã Tân Lập", "bo-giao-duc-va-dao-tao", "UBND xã Tân Lập", ""),
        (
            "UBND xã Tân Lập thuộc tỉnh Thái Nguyên về",
            "bo-giao-duc-va-dao-tao",
            "UBND xã Tân Lập thuộc tỉnh Thái Nguyên",
            "ubnd-xa-tan-lap-tinh-thai-nguyen",
        ),
        (
            "UBND xã Tân Lập, huyện Văn Quan, tỉnh Lạng Sơn",
            "ubnd-tinh-lao-cai",
            "UBND xã Tân Lập, huyện Văn Quan, tỉnh Lạng Sơn",
            "ubnd-xa-tan-lap-huyen-van-quan-tinh-lang-son",
        ),
        (
            "UBND thành phố Huế, tỉnh Thừa Thiên Huế",
            "ubnd-tinh-lao-cai",
            "UBND thành phố Huế, tỉnh Thừa Thiên Huế",
            "ubnd-thanh-pho-hue-tinh-thua-thien-hue",
        ),
        ("UBND Thành phố Huế", "ubnd-tinh-lao-cai", "UBND Thành phố Huế", "ubnd-thanh-pho-hue"),
        ("UBND TP.HCM", "ubnd-tinh-lao-cai", "UBND TP.HCM", "ubnd-thanh-pho-ho-chi-minh"),
        ("UBND TPHCM", "ubnd-tinh-lao-cai", "UBND TPHCM", "ubnd-thanh-pho-ho-chi-minh"),
        (
            "UBND tỉnh Yên Bái (nay là UBND tỉnh Lào Cai)",
            "ubnd-tinh-lao-cai",
            "UBND tỉnh Yên Bái (nay là UBND tỉnh Lào Cai)",
            "ubnd-tinh-yen-bai",
        ),
        (
            "UBND tỉnh Lào Cai (trước đây là tỉnh Yên Bái)",
            "ubnd-tinh-lao-cai",
            "UBND tỉnh Lào Cai (trước đây là tỉnh Yên Bái)",
            "ubnd-tinh-yen-bai",
        ),
        (
            "UBND tỉnh Lào Cai (UBND tỉnh Yên Bái cũ)",
            "ubnd-tinh-lao-cai",
            "UBND tỉnh Lào Cai (UBND tỉnh Yên Bái cũ)",
            "ubnd-tinh-yen-bai",
        ),
        (
            "Sở Xây dựng tỉnh Lào Cai (nguyên Sở Xây dựng tỉnh Yên Bái)",
            "ubnd-tinh-lao-cai",
            "Sở Xây dựng tỉnh Lào Cai (nguyên Sở Xây dựng tỉnh Yên Bái)",
            "so-xay-dung-tinh-yen-bai",
        ),
        ("UBND tỉnh Lào Cai (sau đây gọi tắt là UBND)", "ubnd-tinh-lao-cai", "UBND tỉnh Lào Cai", "ubnd-tinh-lao-cai"),
        (
            "UBND thị xã Sa Pa, tỉnh Lào Cai về",
            "ubnd-tinh-lai-chau",
            "UBND thị xã Sa Pa, tỉnh Lào Cai",
            "ubnd-thi-xa-sa-pa-tinh-lao-cai",
        ),
        ("UBND Thành phố Hà Nội", "ubnd-tinh-lao-cai", "UBND Thành phố Hà Nội", "ubnd-thanh-pho-ha-noi"),
        ("UBND TP. Hồ Chí Minh", "ubnd-tinh-lao-cai", "UBND TP. Hồ Chí Minh", "ubnd-thanh-pho-ho-chi-minh"),
        (
            "UBND thành phố Lào Cai",
            "ubnd-tinh-lao-cai",
            "UBND thành phố Lào Cai",
            "ubnd-thanh-pho-lao-cai-tinh-lao-cai",
        ),
        (
            "UBND tỉnh Bà Rịa - Vũng Tàu về",
            "ubnd-tinh-lao-cai",
            "UBND tỉnh Bà Rịa - Vũng Tàu",
            "ubnd-tinh-ba-ria-vung-tau",
        ),
        ("UBND tỉnh Thừa Thiên Huế", "ubnd-tinh-lao-cai", "UBND tỉnh Thừa Thiên Huế", "ubnd-tinh-thua-thien-hue"),
        ("UBND xã Bảo Hà Về việc", "ubnd-tinh-lao-cai", "UBND xã Bảo Hà", "ubnd-xa-bao-ha-tinh-lao-cai"),
        ("Tỉnh uỷ Lào Cai", "ubnd-tinh-lai-chau", "Tỉnh uỷ Lào Cai", "tinh-uy-lao-cai"),
        ("Ban Thường vụ Tỉnh ủy về", "ubnd-huyen-van-lang", "Ban Thường vụ Tỉnh ủy", "ban-thuong-vu-tinh-uy-lang-son"),
        ("Ban chấp hành Đảng bộ tỉnh về", "ubnd-tinh-lao-cai", "Ban chấp hành Đảng bộ tỉnh", "tinh-uy-lao-cai"),
        ("Huyện ủy Văn Lãng", "ubnd-tinh-lao-cai", "Huyện ủy Văn Lãng", "huyen-uy-van-lang-tinh-lao-cai"),
        ("Thành ủy Hà Nội", "ubnd-tinh-lao-cai", "Thành ủy Hà Nội", "thanh-uy-ha-noi"),
        (
            "Bộ Trưởng Bộ Giáo dục và Đào tạo",
            "ubnd-tinh-lao-cai",
            "Bộ Trưởng Bộ Giáo dục và Đào tạo",
            "bo-giao-duc-va-dao-tao",
        ),
        ("Bộ trưởng Bộ GD & ĐT về", "ubnd-tinh-lao-cai", "Bộ trưởng Bộ GD & ĐT", "bo-giao-duc-va-dao-tao"),
        ("thủ tướng Chính phủ phê duyệt", "ubnd-tinh-lao-cai", "thủ tướng Chính phủ", "thu-tuong-chinh-phu"),
        ("Thủ tuớng Chính phủ", "ubnd-tinh-lao-cai", "Thủ tuớng Chính phủ", "thu-tuong-chinh-phu"),
        ("Tổng Thanh tra Chính phủ", "ubnd-tinh-lao-cai", "Tổng Thanh tra Chính phủ", "thanh-tra-chinh-phu"),
        ("Thống đốc NHNN về", "ubnd-tinh-lao-cai", "Thống đốc NHNN", "ngan-hang-nha-nuoc-viet-nam"),
        (
            "Bộ Lao động – Thương binh và Xã hội",
            "ubnd-tinh-lao-cai",
            "Bộ Lao động – Thương binh và Xã hội",
            "bo-lao-dong-thuong-binh-va-xa-hoi",
        ),
        ("Chủ tịch nước", "ubnd-tinh-lao-cai", "Chủ tịch nước", "chu-tich-nuoc"),
        ("Sở GD&ĐT Hà Nội", "ubnd-tinh-lao-cai", "Sở GD&ĐT Hà Nội", "so-giao-duc-va-dao-tao-thanh-pho-ha-noi"),
        (
            "Giám đốc Sở Giáo dục và Đào tạo về",
            "ubnd-tinh-lao-cai",
            "Giám đốc Sở Giáo dục và Đào tạo",
            "so-giao-duc-va-dao-tao-tinh-lao-cai",
        ),
        (
            "Phòng Giáo dục và Đào tạo huyện Văn Lãng",
            "ubnd-tinh-lao-cai",
            "Phòng Giáo dục và Đào tạo huyện Văn Lãng",
            "phong-giao-duc-va-dao-tao-huyen-van-lang-tinh-lao-cai",
        ),
        ("Chánh Văn phòng UBND tỉnh", "ubnd-tinh-lao-cai", "Chánh Văn phòng UBND tỉnh", "van-phong-ubnd-tinh-lao-cai"),
    ] {
        let text = format!("theo Kế hoạch số 84/KH-XYZ ngày 16/3/2022 của {phrase} đó");
        let citations = found_in(&text, "\n\n", Some(issuer), &NameTable::default());
        assert_eq!(citations.len(), 1, "{text}");
        let key = citations[0].issuer.as_ref().map_or("", |issuer| issuer.key.as_str());
        let chars = citations[0].issuer_chars.expect("the issuer's words");
        let words: String = text.chars().skip(chars.start()).take(chars.range().len()).collect();
        assert_eq!((key, words.as_str()), (expected, from), "{text}");
    }
}
