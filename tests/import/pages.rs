//! What PDFs draw and what of it is text: each test draws a small page of one kind.

use super::imported;
use congbao::import::{Imported, Problem};

/// A page under construction; its letters are the codes of UTF-16, all half as wide as high.
#[derive(Default)]
struct Drawing {
    pages: Vec<String>,
    /// Entries of every page besides the usual ones.
    page: String,
    /// Entries of the node above the pages.
    above: String,
    /// More objects, from number 20.
    objects: Vec<String>,
}

const USUAL: &str = "Các trường rà soát cơ sở vật chất, bố trí giáo viên, lập kế";

fn hex(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04X}")).collect()
}

/// Words in font F1 at a place.
fn at(x: f32, y: f32, text: &str) -> String {
    format!("BT /F1 12 Tf 1 0 0 1 {x} {y} Tm <{}> Tj ET\n", hex(text))
}

/// Four lines of one paragraph, the first indented.
fn paragraph(y: f32) -> String {
    [
        at(105.0, y, "Các trường rà soát cơ sở vật chất, bố trí giáo viên, lập kế hoạch"),
        at(85.0, y - 17.0, "dạy học; tổ chức khai giảng gọn nhẹ, an toàn, tiết kiệm; phối hợp với"),
        at(85.0, y - 34.0, "gia đình học sinh trong quản lý, giáo dục các em và báo cáo kết quả về"),
        at(85.0, y - 51.0, "Phòng trước ngày cuối của tháng này."),
    ]
    .concat()
}

const PARAGRAPH: &str = "Các trường rà soát cơ sở vật chất, bố trí giáo viên, lập kế hoạch dạy học; tổ chức khai giảng gọn nhẹ, an toàn, tiết kiệm; phối hợp với gia đình học sinh trong quản lý, giáo dục các em và báo cáo kết quả về Phòng trước ngày cuối của tháng này.";

/// The head of a plan, its number and day as given.
fn head(number: &str, day: &str) -> String {
    [
        at(60.0, 790.0, "ỦY BAN NHÂN DÂN"),
        at(60.0, 775.0, "TỈNH LÀO CAI"),
        at(60.0, 750.0, number),
        at(300.0, 790.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        at(330.0, 775.0, "Độc lập - Tự do - Hạnh phúc"),
        at(300.0, 750.0, day),
        at(270.0, 710.0, "KẾ HOẠCH"),
        at(282.0, 690.0, "Thử"),
    ]
    .concat()
}

impl Drawing {
    fn of(content: impl Into<String>) -> Self {
        Self { pages: vec![content.into()], ..Self::default() }
    }

    fn bytes(&self) -> Vec<u8> {
        const MAP: &str =
            "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange";
        let stream =
            |entries: &str, text: &str| format!("<<{entries}/Length {}>>\nstream\n{text}\nendstream", text.len());
        let wide = |name: &str, more: &str| {
            format!("<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[4 0 R]{more}>>")
        };
        let mut objects: Vec<(usize, String)> = vec![
            (1, "<</Type/Catalog/Pages 2 0 R>>".into()),
            (3, stream("", MAP)),
            (4, "<</Type/Font/Subtype/CIDFontType2/BaseFont/A/DW 500>>".into()),
            (5, wide("A", "/ToUnicode 3 0 R")),
            (6, wide("B", "")),
            (7, "<</Type/Font/Subtype/TrueType/BaseFont/.VnTime/Encoding/WinAnsiEncoding>>".into()),
            (8, "<</Type/Font/Subtype/TrueType/BaseFont/C/FontDescriptor<</Flags 4/FontFile2 3 0 R>>>>".into()),
            (
                10,
                "<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+SymbolMT/FontDescriptor<</Flags 4/FontFile2 3 0 R>>>>"
                    .into(),
            ),
            (9, stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "x")),
        ];
        let resources = "/Resources<</Font<</F1 5 0 R/F2 6 0 R/F3 7 0 R/F4 8 0 R/F5 10 0 R>>/XObject<</Im 9 0 R>>>>";
        let mut kids = String::new();
        for (i, page) in self.pages.iter().enumerate() {
            let number = 1_000 + 2 * i;
            kids.push_str(&format!("{number} 0 R "));
            let box_ = if self.page.contains("MediaBox") { "" } else { "/MediaBox[0 0 595 842]" };
            objects.push((
                number,
                format!("<</Type/Page/Parent 2 0 R{box_}/Contents {} 0 R{resources}{}>>", number + 1, self.page),
            ));
            objects.push((number + 1, stream("", page)));
        }
        objects.push((2, format!("<</Type/Pages/Kids[{kids}]/Count {}{}>>", self.pages.len(), self.above)));
        objects.extend(self.objects.iter().enumerate().map(|(i, object)| (20 + i, object.clone())));
        let mut file = "%PDF-1.7\n".to_owned();
        let mut table = String::new();
        for (number, object) in objects {
            table.push_str(&format!("{number} 1\n{:010} 00000 n \n", file.len()));
            file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
        }
        let start = file.len();
        file.push_str(&format!("xref\n{table}trailer\n<</Size 5000/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"));
        file.into_bytes()
    }

    fn import(&self) -> Result<Imported, Problem> {
        imported("vẽ.pdf", &self.bytes())
    }

    /// The text below the front matter, empty lines left out, and the codes of the losses.
    fn body(&self) -> (String, Vec<&'static str>) {
        let made = self.import().expect("imported");
        let body = made.markdown.split_once("\n---\n").expect("front matter").1;
        let lines: Vec<&str> = body.lines().filter(|line| !line.is_empty()).collect();
        // Most drawings have no head, and that is told of each.
        let losses = made.problems.iter().map(|problem| problem.code).filter(|code| *code != "import-head-unread");
        (lines.join("\n"), losses.collect())
    }

    fn front_matter(&self) -> String {
        let made = self.import().expect("imported");
        made.markdown.split_once("\n---\n").expect("front matter").0.to_owned()
    }
}

#[track_caller]
fn draws(content: &str, text: &str, losses: &[&str]) {
    assert_eq!(Drawing::of(content).body(), (text.to_owned(), losses.to_vec()));
}

/// Pages of many kinds, for those who damage them.
pub(super) fn samples() -> Vec<Vec<u8>> {
    let head = head("Số:           /KH-UBND", "Lào Cai, ngày      tháng 9 năm 2024");
    let fields = [field("90 747 190 767", &["77"]), field("300 100 400 120", &["Ký bởi: ỦY BAN NHÂN DÂN TỈNH"])];
    let table = "85 640 115 20 re S 200 640 250 20 re S 85 660 115 20 re S 200 660 250 20 re S\n";
    let up = format!("BT /F1 12 Tf 0 1 -1 0 300 200 Tm [<{}> -300 <{}>] TJ T* ET\n", hex("TT"), hex("Nội dung"));
    let scan = "q 595 0 0 842 0 0 cm /Im Do Q\n";
    let layer = paragraph(600.0).replace("/F1 12 Tf", "3 Tr /F1 12 Tf");
    let long = Drawing {
        pages: (0..4).map(|i| at(85.0, 800.0, &format!("{i}")) + &paragraph(750.0)).collect(),
        ..Drawing::default()
    };
    vec![
        with_fields(head + &paragraph(650.0), &fields).bytes(),
        Drawing::of(format!("1 g 0 0 9 9 re f 0 g {table}{up}{}", paragraph(600.0))).bytes(),
        Drawing::of(format!("{scan}{layer}")).bytes(),
        Drawing { above: "/Rotate 90/MediaBox[0 0 842 595]".into(), page: "/X(MediaBox)".into(), ..long }.bytes(),
    ]
}

#[test]
fn filled_boxes_are_no_rules_and_strokes_are() {
    let boxes = "1 g 85 645 118 17 re f 203 645 248 17 re f 85 662 101 17 re f 186 662 273 17 re f 0.9 g 85 679 95 17 re f 0 g\n";
    draws(&format!("{boxes}{}", paragraph(700.0)), PARAGRAPH, &[]);
    let white_lines = "1 G 85 640 m 450 640 l S 85 660 m 450 660 l S 85 640 m 85 700 l S 200 640 m 200 700 l S 450 640 m 450 700 l S 0 G\n";
    draws(&format!("{white_lines}{}", paragraph(700.0)), PARAGRAPH, &[]);
    let cells =
        [at(90.0, 645.0, "1"), at(210.0, 645.0, "Rà soát"), at(90.0, 665.0, "TT"), at(210.0, 665.0, "Việc")].concat();
    let table = "| TT | Việc |\n| --- | --- |\n| 1 | Rà soát |";
    // Strokes of boxes, thin boxes, thin shapes drawn by lines.
    for rules in [
        "85 640 115 20 re S 200 640 250 20 re S 85 660 115 20 re S 200 660 250 20 re S\n",
        "85 640 365 0.5 re f 85 660 365 0.5 re f 85 680 365 0.5 re f 85 640 0.5 40 re f 200 640 0.5 40 re f 450 640 0.5 40 re f\n",
        "85 640 m 450 640 l 450 640.5 l 85 640.5 l h f 85 660 365 0.5 re f 85 680 365 0.5 re f 85 640 0.5 40 re f 200 640 0.5 40 re f 450 640 0.5 40 re f\n",
        "1 g 85 640 365 40 re f 0 g 0.5 w 85 640 115 20 re S 200 640 250 20 re S 85 660 115 20 re S 200 660 250 20 re S\n",
    ] {
        draws(&format!("{rules}{cells}"), table, &[]);
    }
}

#[test]
fn a_justified_line_of_few_words_is_no_two_columns() {
    let words = |y: f32, words: &[&str], step: f32| -> String {
        words.iter().enumerate().map(|(i, word)| at(85.0 + step * i as f32, y, word)).collect()
    };
    let all = [
        at(105.0, 700.0, "Các trường rà soát cơ sở vật chất, bố trí giáo viên, lập kế hoạch"),
        words(683.0, &["dạy", "học", "phối", "hợp", "với", "gia", "đình"], 65.0),
        at(85.0, 666.0, "học sinh trong quản lý, giáo dục các em và báo cáo kết quả về phòng."),
    ];
    let text = "Các trường rà soát cơ sở vật chất, bố trí giáo viên, lập kế hoạch dạy học phối hợp với gia đình học sinh trong quản lý, giáo dục các em và báo cáo kết quả về phòng.";
    draws(&all.concat(), text, &[]);
    // One wide gap, and the short last line below leaves it free.
    let all = [
        at(105.0, 700.0, "Các trường rà soát cơ sở vật chất, bố trí giáo viên, lập kế hoạch"),
        at(85.0, 683.0, "dạy học, phối hợp với"),
        at(330.0, 683.0, "gia đình của các học sinh"),
        at(85.0, 666.0, "trong năm học."),
    ];
    let text = "Các trường rà soát cơ sở vật chất, bố trí giáo viên, lập kế hoạch dạy học, phối hợp với gia đình của các học sinh trong năm học.";
    draws(&all.concat(), text, &[]);
}

#[test]
fn bold_by_printing_twice_is_told_letter_by_letter() {
    let title = "KẾ HOẠCH NĂM HỌC";
    let letters: String = title
        .chars()
        .enumerate()
        .flat_map(|(i, c)| [0.0, 0.2].map(|by| at(113.0 + 6.0 * i as f32 + by, 760.0, &c.to_string())))
        .collect();
    let words: String = [(113.0, "KẾ "), (131.0, "HOẠCH "), (167.0, "NĂM "), (191.0, "HỌC")]
        .into_iter()
        .flat_map(|(x, word)| [at(x, 760.0, word), at(x + 0.3, 760.1, word)])
        .collect();
    let lines = [at(113.0, 760.0, title), at(113.3, 760.0, title), at(113.0, 760.0, title)].concat();
    for drawn in [letters, words, lines] {
        let (body, losses) = Drawing::of(drawn + &paragraph(700.0)).body();
        assert_eq!(body.trim_start_matches(['#', ' ']), format!("{title}\n{PARAGRAPH}"));
        assert_eq!(losses, Vec::<&str>::new());
    }
    // The same letter twice in a word is no shadow.
    draws(&(at(85.0, 760.0, "Hoot 11 22 ...") + &paragraph(700.0)), &format!("Hoot 11 22 ...\n{PARAGRAPH}"), &[]);
}

#[test]
fn letters_that_no_table_translates_are_told_from_the_first() {
    let unmapped = at(105.0, 760.0, "I. MỤC").replace("/F1", "/F2");
    draws(&(unmapped + &paragraph(700.0)), &format!("������\n{PARAGRAPH}"), &["import-letters-unmapped"]);
    // The font's own codes are no Latin letters.
    let own = "BT /F4 12 Tf 1 0 0 1 105 760 Tm (AB) Tj ET\n";
    draws(&(own.to_owned() + &paragraph(700.0)), &format!("��\n{PARAGRAPH}"), &["import-letters-unmapped"]);
    let all = paragraph(700.0).replace("/F1", "/F2");
    assert_eq!(Drawing::of(all).import().expect_err("refused").code, "import-unmapped");
    let old = "BT /F3 12 Tf 1 0 0 1 105 760 Tm (Ch\\330 th\\336) Tj ET\n";
    assert_eq!(Drawing::of(old.to_owned() + &paragraph(700.0)).import().expect_err("refused").code, "import-old-font");
}

#[test]
fn signs_of_symbol_fonts_and_raised_figures_stay_what_they_are() {
    let sign = "BT /F5 12 Tf 1 0 0 1 105 760 Tm (\\263) Tj ET\n".to_owned() + &at(115.0, 760.0, "70 m");
    let raised = at(139.0, 765.0, "2").replace("12 Tf", "8 Tf");
    draws(&(sign + &raised + &paragraph(700.0)), &format!("≥ 70 m²\n{PARAGRAPH}"), &[]);
}

#[test]
fn sideways_words_are_kept_or_told() {
    let up = |x: f32, y: f32, text: &str| format!("BT /F1 12 Tf 0 1 -1 0 {x} {y} Tm <{}> Tj ET\n", hex(text));
    let two = up(300.0, 200.0, "TT Nội dung Thời hạn") + &up(320.0, 200.0, "1 Rà soát 15/8/2024");
    let text = format!("{PARAGRAPH}\nTT Nội dung Thời hạn\n1 Rà soát 15/8/2024");
    draws(&(paragraph(700.0) + &two), &text, &[]);
    draws(&(paragraph(700.0) + &up(20.0, 200.0, "Mẫu số 01")), PARAGRAPH, &["import-sideways"]);
    let down = |x: f32, y: f32, text: &str| format!("BT /F1 12 Tf 0 -1 1 0 {x} {y} Tm <{}> Tj ET\n", hex(text));
    draws(
        &(down(300.0, 700.0, "Dòng một của trang ngang") + &down(283.0, 700.0, "và dòng hai.")),
        "Dòng một của trang ngang và dòng hai.",
        &[],
    );
    // A table with its rules.
    let rules = "280 180 m 280 600 l S 300 180 m 300 600 l S 320 180 m 320 600 l S 280 180 m 320 180 l S 280 300 m 320 300 l S 280 600 m 320 600 l S\n";
    let cells =
        [up(295.0, 190.0, "TT"), up(295.0, 310.0, "Việc"), up(315.0, 190.0, "1"), up(315.0, 310.0, "Rà soát")].concat();
    draws(
        &(paragraph(700.0) + rules + &cells),
        &format!("{PARAGRAPH}\n| TT | Việc |\n| --- | --- |\n| 1 | Rà soát |"),
        &[],
    );
    let slanted = format!("BT /F1 60 Tf 0.7 0.7 -0.7 0.7 150 300 Tm <{}> Tj ET\n", hex("DỰ THẢO"));
    draws(&(paragraph(700.0) + &slanted), PARAGRAPH, &["import-slanted", "import-draft"]);
}

#[test]
fn a_page_inherits_its_turn_and_its_box() {
    // The same page, its drawing turned and the turn taken back.
    for (turn, matrix) in
        [(90, "0 1 -1 0 842 0"), (180, "-1 0 0 -1 595 842"), (270, "0 -1 1 0 0 595"), (-90, "0 -1 1 0 0 595")]
    {
        let across = turn % 180 != 0;
        let size = if across { "/MediaBox[0 0 842 595]" } else { "/MediaBox[0 0 595 842]" };
        let drawing = Drawing {
            pages: vec![format!("q {matrix} cm\n{}Q", paragraph(700.0))],
            page: "/X(MediaBox)".into(),
            above: format!("/Rotate {turn}{size}"),
            ..Drawing::default()
        };
        assert_eq!(drawing.body(), (PARAGRAPH.to_owned(), vec![]), "{turn}");
    }
    let drawing = Drawing {
        pages: vec![format!("q 1 0 0 1 1000 -2000 cm\n{}Q", paragraph(700.0))],
        page: "/MediaBox[1000 -2000 1595 -1158]".into(),
        ..Drawing::default()
    };
    assert_eq!(drawing.body(), (PARAGRAPH.to_owned(), vec![]));
}

#[test]
fn letters_set_apart_are_words() {
    let by_space = format!("BT 4 Tc /F1 12 Tf 1 0 0 1 240 700 Tm <{}> Tj 0 Tc ET\n", hex("KẾ HOẠCH"));
    let kerned: Vec<String> = "KẾ HOẠCH".chars().map(|c| format!("<{}> -300", hex(&c.to_string()))).collect();
    let kerned = format!("BT /F1 12 Tf 1 0 0 1 240 700 Tm [{}] TJ ET\n", kerned.join(" "));
    let placed = |word: &str, x: f32| -> String {
        word.chars().enumerate().map(|(i, c)| at(x + 10.0 * i as f32, 700.0, &c.to_string())).collect()
    };
    let placed = placed("KẾ", 240.0) + &placed("HOẠCH", 272.0);
    let typed = at(240.0, 700.0, "K Ế   H O Ạ C H");
    for drawn in [by_space, kerned, placed, typed] {
        let head =
            head("Số: 07/KH-UBND", "Lào Cai, ngày 05 tháng 9 năm 2024").replace(&at(270.0, 710.0, "KẾ HOẠCH"), &drawn);
        let front_matter = Drawing::of(head + &paragraph(650.0)).front_matter();
        assert!(front_matter.contains("\ntype: ke-hoach"), "{front_matter}");
        assert!(front_matter.contains("\ntitle: Thử"), "{front_matter}");
    }
}

#[test]
fn what_no_reader_sees_is_no_text() {
    let secret = at(85.0, 500.0, "Bí mật không ai thấy");
    for hidden in [
        format!("q 1 g {secret}Q\n"),
        format!("q 0 0 0 0 k {secret}Q\n"),
        secret.replace("/F1 12 Tf", "3 Tr /F1 12 Tf") + "BT 0 Tr ET\n",
        format!("{secret}1 g 80 490 400 30 re f 0 g\n"),
        format!("{secret}q 400 0 0 30 80 490 cm /Im Do Q\n"),
        at(85.0, 900.0, "Bí mật không ai thấy"),
        secret.replace("12 Tf", "0.5 Tf"),
    ] {
        let (body, losses) = Drawing::of(hidden.clone() + &paragraph(700.0)).body();
        assert_eq!(body, PARAGRAPH, "{hidden}");
        assert!(losses.contains(&"import-hidden"), "{hidden}: {losses:?}");
    }
    // Seen: white on a dark box, words over a background, words that a mark runs over.
    for seen in [
        format!("0 0 0.5 rg 80 490 400 30 re f 1 g\n{secret}0 g\n"),
        format!("1 g 80 490 400 30 re f 0 g\n{secret}"),
        secret.replace("/F1 12 Tf", "2 Tr /F1 12 Tf") + "BT 0 Tr ET\n",
    ] {
        let (body, losses) = Drawing::of(paragraph(700.0) + &seen).body();
        assert_eq!(body.replace('*', ""), format!("{PARAGRAPH}\nBí mật không ai thấy"), "{seen}");
        assert_eq!(losses, Vec::<&str>::new(), "{seen}");
    }
}

#[test]
fn what_a_machine_read_from_a_scan_is_doubtful_or_refused() {
    let head = head("Số: 07/KH-UBND", "Lào Cai, ngày 05 tháng 9 năm 2024") + &paragraph(650.0);
    let layer = head.replace("/F1 12 Tf", "3 Tr /F1 12 Tf");
    let scan = "q 595 0 0 842 0 0 cm /Im Do Q\n";
    // Behind the picture, before or after it; or seen, and then painted over.
    for drawn in [format!("{scan}{layer}"), format!("{layer}{scan}"), format!("{head}{scan}")] {
        let drawing = Drawing::of(drawn);
        let (body, losses) = drawing.body();
        assert_eq!(body, PARAGRAPH);
        assert_eq!(losses, ["import-recognised"]);
        let front_matter = drawing.front_matter();
        for key in ["type", "number", "date", "issuer", "title"] {
            assert!(front_matter.contains(&format!("\n{key}: ")), "{front_matter}");
            assert!(front_matter.contains(&format!("# TODO {key}: do máy nhận dạng")), "{front_matter}");
        }
    }
    let noise = at(85.0, 700.0, "Cdc trudng rd so6t co s0 vQt ch6t, b6 tri gi6o vi6n, lQp k6 hoqch");
    let noise = noise.replace("/F1 12 Tf", "3 Tr /F1 12 Tf");
    let problem = Drawing::of(scan.to_owned() + &noise).import().expect_err("refused");
    assert_eq!(problem.code, "import-recognised-noise");
    // A picture below words that are seen is paper with a border.
    assert_eq!(
        Drawing::of(scan.to_owned() + &paragraph(700.0)).body(),
        (PARAGRAPH.to_owned(), vec!["import-pictures"])
    );
}

/// Which lines make one paragraph is not the question.
fn one_line((text, losses): (String, Vec<&'static str>)) -> (String, Vec<&'static str>) {
    (text.replace('\n', " "), losses)
}

#[test]
fn heads_of_the_gazette_are_no_text() {
    let gazette = "CÔNG BÁO/Số 302 + 303/Ngày 15-5-2024";
    const WORDS: [&str; 4] = ["một", "hai", "ba", "bốn"];
    let words = |number: usize| {
        let word = WORDS[number % 4];
        format!("Việc {word} thứ {number} là {word}.\nTrường {word} báo cáo {word} ngày {number} tháng 5.")
    };
    let page_text = |number: usize| {
        let text = words(number);
        let (first, rest) = text.split_once('\n').expect("two lines");
        at(105.0, 750.0, first) + &at(105.0, 730.0, rest)
    };
    let page = |number: usize| {
        let head = if number.is_multiple_of(2) {
            at(85.0, 800.0, &number.to_string()) + &at(200.0, 800.0, gazette)
        } else {
            at(200.0, 800.0, gazette) + &at(500.0, 800.0, &number.to_string())
        };
        head + &page_text(number)
    };
    // Some gazettes print the head in white, too, and sideways on turned pages.
    let hidden = format!("q 1 g {}Q\n", at(200.0, 800.0, gazette));
    let up = format!("BT /F1 12 Tf 0 1 -1 0 20 200 Tm <{}> Tj ET\n", hex(&format!("{gazette}   14")));
    draws(&(hidden + &up + &paragraph(700.0)), PARAGRAPH, &[]);
    for pages in [vec![45], vec![44, 45], vec![44, 45, 46, 47]] {
        let drawing = Drawing { pages: pages.iter().map(|number| page(*number)).collect(), ..Drawing::default() };
        assert_eq!(
            one_line(drawing.body()),
            one_line((pages.iter().map(|number| words(*number)).collect::<Vec<_>>().join("\n"), vec![])),
            "{pages:?}"
        );
    }
    // Heads of any book, on left and right pages.
    let pages = (10..16).map(|number: usize| {
        let line = if number.is_multiple_of(2) {
            format!("{number}   Kỷ yếu của trường")
        } else {
            format!("Tập hai   {number}")
        };
        at(85.0, 800.0, &line) + &page_text(number)
    });
    let drawing = Drawing { pages: pages.collect(), ..Drawing::default() };
    let all = (10..16).map(words).collect::<Vec<_>>().join("\n");
    assert_eq!(one_line(drawing.body()), one_line((all, vec![])));
    let text = "Căn cứ Luật Giáo dục ngày 14 tháng 6 năm 2019 và các văn bản quy định chi tiết việc thi hành;\n44\nCÔNG BÁO/Số 302 + 303/Ngày 15-5-2024\nTheo đề nghị của Giám đốc Sở.\n";
    let made = imported("công báo.txt", text.as_bytes()).expect("imported");
    assert!(!made.markdown.contains("CÔNG BÁO") && !made.markdown.contains("44"), "{}", made.markdown);
}

/// A field with a signature, its words drawn at the left bottom of `rectangle`.
fn field(rectangle: &str, words: &[&str]) -> [String; 2] {
    let lines: Vec<String> = words.iter().enumerate().map(|(i, words)| at(1.0, 3.0 - 14.0 * i as f32, words)).collect();
    let drawn = lines.concat();
    let form = format!(
        "<</Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F1 5 0 R>>>>/Length {}>>\nstream\n{drawn}\nendstream",
        drawn.len()
    );
    [form, format!("<</Type/Annot/Subtype/Widget/FT/Sig/F 132/Rect[{rectangle}]/AP<</N %%>>>>")]
}

fn with_fields(content: String, fields: &[[String; 2]]) -> Drawing {
    let mut drawing = Drawing::of(content);
    let mut all = String::new();
    for [form, widget] in fields {
        let number = 20 + drawing.objects.len();
        drawing.objects.push(form.clone());
        drawing.objects.push(widget.replace("%%", &format!("{number} 0 R")));
        all.push_str(&format!("{} 0 R ", number + 1));
    }
    drawing.page = format!("/Annots[{all}]");
    drawing
}

#[test]
fn a_number_and_a_day_in_fields_for_signatures_stand_in_the_gaps() {
    let content = head("Số:           /KH-UBND", "Lào Cai, ngày      tháng 9 năm 2024") + &paragraph(650.0);
    for height in [747.0, 757.0] {
        let fields = [
            field("90 747 190 767", &["77"]),
            field(&format!("385 {height} 485 {}", height + 20.0), &["05"]),
            field("300 100 400 120", &["Ký bởi: ỦY BAN NHÂN DÂN TỈNH", "Thời gian ký: 05.09.2024 08:00:00 +07:00"]),
        ];
        let drawing = with_fields(content.clone(), &fields);
        let front_matter = drawing.front_matter();
        assert!(front_matter.contains("\nnumber: 77/KH-UBND"), "{front_matter}");
        assert!(front_matter.contains("\ndate: 2024-09-05"), "{front_matter}");
        assert!(front_matter.contains("# TODO number: chỉ có trong ô ký số"), "{front_matter}");
        assert!(front_matter.contains("# TODO date: chỉ có trong ô ký số"), "{front_matter}");
        assert_eq!(drawing.body(), (PARAGRAPH.to_owned(), vec![]));
    }
    // What fits no gap is said.
    let drawing = with_fields(paragraph(650.0), &[field("90 100 190 120", &["Nguyễn Văn A"])]);
    assert_eq!(drawing.body(), (PARAGRAPH.to_owned(), vec!["import-signature-words"]));
}

#[test]
fn a_signature_is_told_as_what_the_file_says() {
    let mut drawing = Drawing::of(head("Số: 07/KH-UBND", "Lào Cai, ngày 05 tháng 9 năm 2024") + &paragraph(650.0));
    drawing.objects.push(format!(
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 1 2 3]/Contents<00>/Name<FEFF{}>/M(D:20240905180000Z)>>",
        hex("Nguyễn Văn A")
    ));
    let front_matter = drawing.front_matter();
    assert!(front_matter.contains("# Tệp có chữ ký số của Nguyễn Văn A, ngày 06/9/2024 (theo tệp;"), "{front_matter}");
    assert!(front_matter.contains("\n    signed: true"), "{front_matter}");
    assert!(!front_matter.contains("hợp lệ"), "{front_matter}");
    // The stamp that signing programs print on the page.
    let stamp = [
        at(300.0, 500.0, "Người ký: CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ"),
        at(300.0, 485.0, "Email: thongtinchinhphu@chinhphu.vn"),
        at(300.0, 470.0, "Cơ quan: VĂN PHÒNG CHÍNH PHỦ"),
        at(300.0, 455.0, "Thời gian ký: 07.01.2025 16:32:41 +07:00"),
    ];
    draws(&(paragraph(700.0) + &stamp.concat()), PARAGRAPH, &[]);
}

#[test]
fn a_wide_centred_line_is_part_of_the_title() {
    let centred = |y: f32, text: &str| at(297.0 - 3.0 * text.chars().count() as f32, y, text);
    let title = [
        centred(690.0, "Sửa đổi một số điều của Quy chế ban hành kèm theo"),
        centred(673.0, "Quyết định số 5/2024/QĐ-UBND ngày 23/10/2024 của Ủy ban tỉnh Lào Cai"),
        centred(656.0, "ban hành Quy chế làm việc"),
    ];
    let head = head("Số: 07/QĐ-UBND", "Lào Cai, ngày 05 tháng 9 năm 2024");
    let head = head.replace(&at(270.0, 710.0, "KẾ HOẠCH"), &centred(710.0, "QUYẾT ĐỊNH"));
    let head = head.replace(&at(282.0, 690.0, "Thử"), &title.concat());
    let front_matter =
        Drawing::of(head + &at(85.0, 620.0, "Căn cứ Luật Giáo dục ngày 14 tháng 6 năm 2019;") + &paragraph(600.0))
            .front_matter();
    let title = "\ntitle: Sửa đổi một số điều của Quy chế ban hành kèm theo Quyết định số 5/2024/QĐ-UBND ngày 23/10/2024 của Ủy ban tỉnh Lào Cai ban hành Quy chế làm việc #";
    assert!(front_matter.contains(title), "{front_matter}");
}

#[test]
fn the_number_of_a_page_is_not_glued_to_a_symbol() {
    for number in ["2", "- 12 -", "Trang 3/7"] {
        let text = format!(
            "{USUAL} hoạch và báo cáo theo Quyết định số 2236/QĐ-\n{number}\nBGDĐT ngày 23 tháng 8 năm 2024 của Bộ Giáo dục và Đào tạo về khung kế hoạch thời gian năm học; rà soát\ncơ sở vật chất.\n"
        );
        let made = imported("số.txt", text.as_bytes()).expect("imported");
        assert!(made.markdown.contains("số 2236/QĐ-BGDĐT ngày 23"), "{}", made.markdown);
    }
}
