//! Tables of real phrases: the relation of each citation, and what is said of works otherwise.

use super::*;
use crate::content::registry::Registries;

/// Citations are written `[…]` in the cases. One word for each: the relation, `!` where the document itself
/// acts, `/part` or `/whole` where it is said, the trigger's words; then what is said of the work
/// otherwise: `→guides 1`, `ended/whole`.
fn read(text: &str) -> String {
    let mut plain = String::new();
    let mut marks = Vec::new();
    for c in text.chars() {
        match c {
            '[' | ']' => marks.push(plain.len()),
            _ => plain.push(c),
        }
    }
    let folded = Folded::new(&plain);
    let sentence = 0..folded.len();
    let place = |byte: usize| folded.place_of(byte);
    let cited: Vec<CitedPlaces> = marks
        .chunks(2)
        .map(|ends| CitedPlaces { places: place(ends[0])..place(ends[1]), sentence: sentence.clone() })
        .collect();
    let lexicon = Lexicon::new(&Registries::built_in());
    let found = Triggers::new(&folded, &lexicon).relations(&folded, &cited);
    found.iter().map(|found| summary(&folded, found)).collect::<Vec<_>>().join(" | ")
}

fn summary(folded: &Folded<'_>, found: &ReadRelation) -> String {
    let (relation, trigger) = &found.relation;
    let mut words = relation.key().to_owned();
    if found.said.subject == Subject::Document {
        words.push('!');
    }
    words.push_str(marked(found.said.extent));
    if let Some(trigger) = trigger {
        words.push_str(&format!(" {}", folded.slice(trigger.start, trigger.end)));
    }
    for statement in &found.said.statements {
        let extent = marked(statement.extent);
        words.push_str(&match &statement.claim {
            StatedClaim::Does { relation, other } => format!(" →{}{extent} {other}", relation.key()),
            StatedClaim::Ended { with_document: true } => format!(" ended here{extent}"),
            StatedClaim::Ended { with_document: false } => format!(" ended{extent}"),
        });
    }
    words
}

const fn marked(extent: Extent) -> &'static str {
    match extent {
        Extent::Unsaid => "",
        Extent::Whole => "/whole",
        Extent::Part => "/part",
    }
}

fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(text, expected)| {
            let got = read(text);
            (got != *expected).then(|| format!("{text}\n  wanted {expected}\n  got    {got}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_legal_basis() {
    check(&[
        ("Căn cứ [Luật A];", "basis! Căn cứ"),
        (
            "Căn cứ [Luật A]; lập hồ sơ theo Mẫu số 01; các [Nghị định 1], [Nghị định 2] và [Thông tư 3]",
            "basis! Căn cứ | cites | cites | cites",
        ),
        ("Căn cứ [Luật A]; Căn cứ [Nghị định 1]; [Thông tư 2];", "basis! Căn cứ | basis! Căn cứ | basis! Căn cứ"),
        ("Căn cứ: [Luật A]; [Luật B]; [Nghị định 1].", "basis! Căn cứ | basis! Căn cứ | basis! Căn cứ"),
        ("Căn cứ các văn bản hướng dẫn thực hiện: [Luật A]; [Luật B]", "basis! Căn cứ | basis! Căn cứ"),
        ("- Căn cứ [Luật A] và [Luật B];", "basis! Căn cứ | basis! Căn cứ"),
        ("Căn cứ vào [Luật A], Ủy ban quyết định", "basis! Căn cứ vào"),
        ("xử lý căn cứ vào quy định của [Luật A]", "cites căn cứ vào"),
        ("cần cù lao động; [Nghị định 1]", "cites"),
        (
            "Căn cứ [Nghị định 25] của Chính phủ quy định chi tiết và hướng dẫn thi hành một số điều của [Luật Viễn thông];",
            "basis! Căn cứ →guides 1 | cites",
        ),
        (
            "Căn cứ [Nghị định 75] về việc sửa đổi, bổ sung một số điều của [Nghị định 170] của Chính phủ quy định chi tiết \
             thi hành [Pháp lệnh Giá]; Căn cứ [Luật B]",
            "basis! Căn cứ →amends 1 | cites →guides 2 | cites | basis! Căn cứ",
        ),
    ]);
}

#[test]
fn carrying_out() {
    check(&[
        ("quán triệt thực hiện nghiêm túc [Quyết định 1] của Bộ", "implements! quán triệt thực hiện"),
        (
            "thực hiện các nghị quyết, đề án: [Nghị quyết 1]; [Kết luận 2]; [Nghị quyết 3]",
            "implements! thực hiện | implements! thực hiện | implements! thực hiện",
        ),
        ("Thực hiện [Quyết định 1] và [Chỉ thị 2], Ủy ban ban hành", "implements! Thực hiện | implements! Thực hiện"),
        ("Sau 5 năm triển khai thực hiện [Nghị quyết 29], chất lượng", "implements triển khai thực hiện"),
        ("các đơn vị đã thực hiện tốt [Chỉ thị 1]", "implements thực hiện"),
        ("trong việc thực hiện [Kế hoạch 1]", "implements thực hiện"),
        ("thực hiện việc chi trả theo [Thông tư 1]", "cites theo"),
        ("đã thực hiện chuyển nhượng trước ngày [Nghị định 1]", "cites"),
        ("triển khai kế hoạch; phổ biến [Nghị định 1]", "cites"),
        ("có hiệu lực thi hành từ ngày 01/7/2020, [Nghị định 1] vẫn", "cites"),
    ]);
}

#[test]
fn what_titles_say_of_their_works() {
    check(&[
        (
            "thực hiện [Kế hoạch 84] của UBND huyện về việc thực hiện [Nghị quyết 63] về đổi mới",
            "implements! thực hiện →implements 1 | cites",
        ),
        (
            "được giao tại [Kết luận 91] của Bộ Chính trị về tiếp tục thực hiện [Nghị quyết 29]; [Chương trình 153]",
            "cites được giao tại →implements 1 | cites | cites",
        ),
        (
            "Thông tư này hướng dẫn thi hành [Nghị định 1] quy định chi tiết [Luật 2]",
            "guides! hướng dẫn thi hành →guides 1 | cites",
        ),
        // A new predicate, or the sentence going on, is no title.
        ("theo [Quyết định 5] các đơn vị triển khai [Chỉ thị 6]", "cites theo | cites"),
        ("theo [Kế hoạch 5] triển khai [Chỉ thị 6]", "cites theo | cites"),
        ("[Kế hoạch 5] của huyện, các trường triển khai [Chỉ thị 6]", "cites | cites"),
        ("[Kế hoạch 84] của UBND huyện, và triển khai [Chỉ thị 6]", "cites | implements! triển khai"),
        (
            "bãi bỏ [Quyết định 1186] của Bộ trưởng về việc đính chính [Thông tư 184] quy định mức thu",
            "repeals!/whole bãi bỏ →corrects 1 | cites",
        ),
        ("[Quyết định 5] phê duyệt Kế hoạch triển khai thực hiện [Nghị quyết 6]", "cites →implements 1 | cites"),
        // Misreadings met in the corpora: the second work is no object of the first one's title.
        ("[Nghị định 181] của Chính phủ về thi hành Luật đất đai và [Nghị định 197]", "cites | cites"),
        ("[Nghị quyết 93] về việc thực hiện chính sách hưởng bảo hiểm và [Điều 7 Nghị định 134]", "cites | cites"),
        ("[Thông tư 13] hướng dẫn quản lý bộ xét nghiệm và [Thông tư 28]", "cites | cites"),
        ("[Thông tư 78] quy định về tổ chức thực hiện dự toán năm 2023 ([Thông tư 78])", "cites | cites"),
        (
            "[Điều 9 Nghị định 134] được thực hiện theo quy định tại [Điều 12 Nghị định 135]",
            "cites | cites theo quy định tại",
        ),
        ("theo [Quyết định 04] ban hành Kế hoạch thực hiện [Kết luận 83]", "cites theo →implements 1 | cites"),
        ("[Thông tư 38] bãi bỏ [khoản 1 Điều 2 Thông tư 19]", "cites →repeals/part 1 | cites"),
        ("[Quyết định 5] ban hành quy chế phối hợp giữa các sở trong triển khai [Chỉ thị 6]", "cites | cites"),
    ]);
}

#[test]
fn changing_replacing_repealing() {
    check(&[
        (
            "Sửa đổi, bổ sung một số điều của [Nghị định 1] và [Nghị định 2]; [Nghị định 3]",
            "amends! Sửa đổi, bổ sung một số điều | amends! Sửa đổi, bổ sung một số điều | cites",
        ),
        (
            "thay thế [Quyết định 1] và bãi bỏ [Quyết định 2]; [Quyết định 3]",
            "replaces!/whole thay thế | repeals!/whole bãi bỏ | repeals!/whole bãi bỏ",
        ),
        ("Đính chính [Quyết định 1]", "corrects! Đính chính"),
        ("Thông tư này thay thế [Thông tư 61] ban hành Quy chuẩn", "replaces!/whole thay thế"),
        (
            "Thông tư này có hiệu lực kể từ ngày 17/1/2014, thay thế [Thông tư 123] của Bộ Tài chính",
            "replaces!/whole thay thế",
        ),
        (
            "Quyết định này có hiệu lực thi hành kể từ ngày ký và thay thế các quyết định sau đây: - [Quyết định 59]; \
             - [Quyết định 60]",
            "replaces!/whole thay thế | replaces!/whole thay thế",
        ),
        (
            "2. Bãi bỏ hiệu lực của các văn bản sau đây: a) [Quyết định 02]; b) [Quyết định 03].",
            "repeals!/whole Bãi bỏ hiệu lực | repeals!/whole Bãi bỏ hiệu lực",
        ),
        (
            "Bãi bỏ hiệu lực thi hành của [Quyết định 02] ban hành chế độ báo cáo và [Quyết định 03]",
            "repeals!/whole Bãi bỏ hiệu lực thi hành | repeals!/whole Bãi bỏ hiệu lực thi hành",
        ),
        ("2. Bãi bỏ [Điều 4 Thông tư 10]", "repeals!/part Bãi bỏ"),
        ("Bãi bỏ quy định về giấy chứng nhận tại [khoản 3 Điều 27 Luật luật sư]", "repeals!/part Bãi bỏ"),
        ("Thông tư này thay thế những quy định về Danh mục thiết bị tại [Thông tư 15]", "replaces!/part thay thế"),
        ("Bãi bỏ [Nghị định 5], trừ Điều 7", "repeals! Bãi bỏ"),
        ("Điều 1. Sửa đổi, bổ sung khoản 2 như sau: “2. Thực hiện theo [Luật A]”", "cites theo"),
        ("“Thông tư này thay thế [Thông tư 61]”", "cites thay thế"),
        ("Trường hợp [Thông tư 156] được sửa đổi, bổ sung thì thay thế [Thông tư 9]", "cites | cites"),
        ("Bộ trưởng Bộ Tài chính hướng dẫn thi hành [Nghị định 1]", "cites hướng dẫn thi hành"),
        ("các văn bản hướng dẫn [Luật Kế toán]", "cites hướng dẫn"),
        ("THÔNG TƯ Hướng dẫn thi hành [Nghị định 1]", "cites Hướng dẫn thi hành"),
        ("Văn bản này hợp nhất [Thông tư 1] và [Thông tư 2]", "consolidates! hợp nhất | consolidates! hợp nhất"),
    ]);
}

#[test]
fn the_passive_makes_the_other_work_act() {
    check(&[
        ("[Nghị định 1] được sửa đổi, bổ sung bởi [Nghị định 2]", "cites | cites sửa đổi, bổ sung bởi →amends 0"),
        ("[Nghị định 1] bị bãi bỏ bởi [Nghị định 2]", "cites | cites bãi bỏ bởi →repeals/whole 0"),
        ("[Điều 5 Nghị định 1] được thay thế bằng [Nghị định 2]", "cites | cites thay thế bằng →replaces/part 0"),
        ("[Nghị định 1] được thay thế, [Nghị định 2]", "cites | cites"),
        (
            "quy định tại [Luật luật sư] đã được sửa đổi, bổ sung một số điều theo [Luật số 20]",
            "cites quy định tại | cites sửa đổi, bổ sung một số điều theo →amends 0",
        ),
        (
            "[Nghị định 25] quy định cơ cấu của Bộ, đã được sửa đổi, bổ sung tại [Nghị định 19] và [Nghị định 89]",
            "cites | cites sửa đổi, bổ sung tại →amends 0 | cites sửa đổi, bổ sung tại →amends 0",
        ),
        // The law stands inside the decree's title: it is the decree that was amended.
        (
            "[Nghị định 156] quy định chi tiết thi hành [Luật Lâm nghiệp], được sửa đổi, bổ sung bởi [Nghị định 83]",
            "cites →guides 1 | cites | cites sửa đổi, bổ sung bởi →amends 0",
        ),
        (
            "Căn cứ [Hiến pháp] năm 1992 đã được sửa đổi, bổ sung một số điều theo [Nghị quyết 51]",
            "basis! Căn cứ | cites sửa đổi, bổ sung một số điều theo →amends 0",
        ),
        // A circular amends no law: it is not known what is meant.
        ("[Luật A], được sửa đổi tại [Thông tư 5]", "cites | cites sửa đổi tại"),
        ("[Luật A]; mức phí được sửa đổi theo [Luật B]", "cites | cites sửa đổi theo"),
        ("Trường hợp [Luật A] được sửa đổi theo [Luật B]", "cites | cites sửa đổi theo"),
        ("biên chế được bổ sung đến năm 2026 theo [Quyết định 72]", "cites theo"),
    ]);
}

#[test]
fn the_end_of_force() {
    check(&[
        (
            "2. [Nghị định 105] quy định chi tiết [Luật Điện lực] hết hiệu lực thi hành từ ngày Nghị định này có hiệu lực.",
            "cites →guides 1 ended here/whole | cites",
        ),
        (
            "[Thông tư 110] ngày 28/7/2015 và [Thông tư 66] của Bộ trưởng hết hiệu lực kể từ ngày 01/10/2015",
            "cites ended/whole | cites ended/whole",
        ),
        (
            "3. Các văn bản dưới đây hết hiệu lực kể từ ngày Nghị định này có hiệu lực: a) [Nghị định 68]; b) [Nghị định 69]",
            "cites hết hiệu lực ended here/whole | cites hết hiệu lực ended here/whole",
        ),
        (
            "Bộ luật số [24] đã được sửa đổi, bổ sung theo [Luật số 65] hết hiệu lực kể từ ngày Bộ luật này có hiệu lực, trừ \
             Điều 159",
            "cites ended here | cites sửa đổi, bổ sung theo",
        ),
        (
            "2. [Luật Phòng, chống ma túy] đã được sửa đổi, bổ sung một số điều theo [Luật số 16] hết hiệu lực kể từ ngày \
             Luật này có hiệu lực",
            "cites ended here/whole | cites sửa đổi, bổ sung một số điều theo →amends 0",
        ),
        (
            "Các quy định về thu phí xăng, dầu tại [Pháp lệnh phí] hết hiệu lực từ ngày Luật này có hiệu lực",
            "cites ended here/part",
        ),
        ("Tiêu chuẩn bụi ban hành theo [Quyết định 3733] hết hiệu lực", "cites ban hành theo"),
        ("Khi [Thông tư 1] hết hiệu lực", "cites"),
        ("tiếp tục áp dụng [Thông tư 5] đến khi giấy phép hết hiệu lực", "cites"),
        ("Giấy phép cấp theo [Nghị định 5] hết hiệu lực sau 5 năm", "cites theo"),
        ("[Nghị định 5] hết hiệu lực một phần", "cites ended/part"),
    ]);
}
