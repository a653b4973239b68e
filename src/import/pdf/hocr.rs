//! What a machine recognised on pictures of pages, as lines and rules like those of a drawn page.
//!
//! In: hOCR, the format in which Tesseract says words, boxes and how sure it is (<http://kba.github.io/hocr-spec/1.2/>),
//! and the picture itself. Out: a [`RecognisedPage`] for each page.

use super::drawn::{LetterRun, PageBox, Turn};
use super::raster::PageRaster;
use super::seen::Seen;
use crate::foreign::xml::{Element, XmlNode, walk};
use crate::import::problem::Problem;

/// A page that was recognised.
#[derive(Clone, Debug, Default)]
pub struct RecognisedPage {
    pub(super) runs: Vec<LetterRun>,
    rules: Vec<PageBox>,
    /// Words that the machine was not sure of.
    pub(super) unsure: Vec<String>,
}

/// Words of one page that are kept.
const MOST_WORDS: usize = 50_000;
/// Percent below which a word is said to be unsure.
const SURE: f32 = 60.0;
/// Percent below which signs that are no letters are spots of the paper.
const SPOT: f32 = 50.0;
/// Points of an inch.
const INCH: f32 = 72.0;
/// The longer and the shorter side of A4, in points.
const A4: (f32, f32) = (842.0, 595.0);
/// Sizes this near the usual one of a page are it: boxes of words without long letters are lower.
const ALIKE: f32 = 0.3;

impl RecognisedPage {
    /// Reads hOCR. `raster`: the picture that it was made of, where that is at hand; one whose size is not known is as
    /// large as A4.
    ///
    /// # Errors
    /// It is no hOCR.
    pub fn read(hocr: &str, raster: Option<&PageRaster>) -> Result<Vec<Self>, Problem> {
        // The reader of XML refuses types of documents.
        let start = hocr.find("<html").ok_or_else(|| Problem::damaged("hOCR"))?;
        let mut reader = HocrReader { dpi: raster.map(|raster| raster.dpi), ..HocrReader::default() };
        walk(&hocr[start..], |node| {
            reader.node(node);
            Ok::<(), Problem>(())
        })?;
        let mut pages: Vec<Self> = reader.pages.into_iter().map(OpenHocr::finish).collect();
        if let (Some(raster), [page]) = (raster, pages.as_mut_slice()) {
            page.rule(raster);
        }
        Ok(pages)
    }

    /// Takes over the ruled lines of the picture; what stands beside one is often read as a sign.
    fn rule(&mut self, raster: &PageRaster) {
        let scale = INCH / raster.dpi;
        let height = raster.height as f32;
        self.rules = raster
            .rules
            .iter()
            .map(|[left, top, right, bottom]| PageBox {
                left: *left as f32 * scale,
                right: *right as f32 * scale,
                bottom: (height - *bottom as f32) * scale,
                top: (height - *top as f32) * scale,
            })
            .collect();
        if self.rules.is_empty() {
            return;
        }
        for run in &mut self.runs {
            if run.text.contains('|') {
                run.text = run.text.trim_matches(['|', ' ']).to_owned() + " ";
            }
        }
        self.runs.retain(|run| !run.is_blank());
    }

    /// As a page that its reader sees.
    pub(super) fn seen(&self) -> Seen {
        let recognised = !self.runs.is_empty();
        Seen { runs: self.runs.clone(), rules: self.rules.clone(), pictures: 1, recognised, ..Seen::default() }
    }
}

/// Reads events.
#[derive(Default)]
struct HocrReader {
    dpi: Option<f32>,
    pages: Vec<OpenHocr>,
    /// A word whose letters are being read.
    word: Option<OpenWord>,
}

/// A page that is being read, in pixels from its upper left corner.
#[derive(Default)]
struct OpenHocr {
    height: f32,
    /// Points of a pixel.
    scale: f32,
    lines: Vec<OpenLine>,
    words: usize,
}

#[derive(Default)]
struct OpenLine {
    at: [f32; 4],
    /// How the line rises to the right, and where it begins above the lower end of its box.
    baseline: (f32, f32),
    size: f32,
    words: Vec<OpenWord>,
}

#[derive(Default)]
struct OpenWord {
    at: [f32; 4],
    sure: f32,
    text: String,
    bold: bool,
}

impl HocrReader {
    fn node(&mut self, node: XmlNode<'_>) {
        match node {
            XmlNode::Open(element) => self.open(&element),
            XmlNode::Text(text) => {
                if let Some(word) = &mut self.word {
                    word.text.push_str(&text);
                }
            }
            XmlNode::Close(name) if name == "span" => {
                if let (Some(word), Some(page)) = (self.word.take(), self.pages.last_mut())
                    && page.words < MOST_WORDS
                    && let Some(line) = page.lines.last_mut()
                {
                    page.words += 1;
                    line.words.push(word);
                }
            }
            XmlNode::Close(_) => {}
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        let class = element.attribute("class").unwrap_or_default();
        let title = element.attribute("title").unwrap_or_default();
        match class.as_str() {
            "ocr_page" => {
                let [left, top, right, bottom] = numbers(&title, "bbox").unwrap_or_default();
                let (width, height) = ((right - left).max(1.0), (bottom - top).max(1.0));
                let across = if width > height { A4.0 } else { A4.1 };
                let scale = self.dpi.map_or(across / width, |dpi| INCH / dpi);
                self.pages.push(OpenHocr { height, scale, ..OpenHocr::default() });
            }
            "ocr_line" | "ocr_header" | "ocr_caption" | "ocr_textfloat" => {
                let Some(page) = self.pages.last_mut() else { return };
                let at: [f32; 4] = numbers(&title, "bbox").unwrap_or_default();
                let [slope, above] = numbers(&title, "baseline").unwrap_or_default();
                let [size] = numbers(&title, "x_size").unwrap_or([at[3] - at[1]]);
                page.lines.push(OpenLine { at, baseline: (slope, above), size, words: Vec::new() });
            }
            "ocrx_word" => {
                let [sure] = numbers(&title, "x_wconf").unwrap_or_default();
                self.word =
                    Some(OpenWord { at: numbers(&title, "bbox").unwrap_or_default(), sure, ..OpenWord::default() });
            }
            _ if element.name == "strong" => self.word.iter_mut().for_each(|word| word.bold = true),
            _ => {}
        }
    }
}

/// The numbers after a word of a title: `bbox 10 20 30 40; baseline 0 -12`.
fn numbers<const N: usize>(title: &str, name: &str) -> Option<[f32; N]> {
    let part = title.split(';').map(str::trim).find_map(|part| part.strip_prefix(name)?.strip_prefix(' '))?;
    let mut found = part.split_whitespace().map(|number| number.parse::<f32>().ok().filter(|one| one.is_finite()));
    let mut out = [0.0; N];
    for one in &mut out {
        *one = found.next()??;
    }
    Some(out)
}

impl OpenHocr {
    fn finish(self) -> RecognisedPage {
        let mut slopes: Vec<f32> =
            self.lines.iter().filter(|line| line.words.len() > 3).map(|line| line.baseline.0).collect();
        let slope = middle(&mut slopes).unwrap_or_default();
        let mut sizes: Vec<f32> = self.lines.iter().map(|line| line.size).collect();
        let usual = middle(&mut sizes).unwrap_or_default();
        let mut page = RecognisedPage::default();
        for line in &self.lines {
            // A page that lies askew is turned: both columns of a head stand on one height.
            let centre = (line.at[0] + line.at[2]) / 2.0;
            let base = line.at[3] + line.baseline.1 + line.baseline.0 * (centre - line.at[0]) - slope * centre;
            let size = if (line.size - usual).abs() < ALIKE * usual { usual } else { line.size };
            for word in &line.words {
                self.put(word, base, size, &mut page);
            }
        }
        page
    }

    fn put(&self, word: &OpenWord, base: f32, size: f32, page: &mut RecognisedPage) {
        // The Icelandic letter looks like the Vietnamese one.
        let text = word.text.trim().replace('Ð', "Đ").replace('ð', "đ");
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        if text.is_empty() || letters == 0 && word.sure < SPOT {
            return;
        }
        if word.sure < SURE && letters > 0 {
            page.unsure.push(text.clone());
        }
        page.runs.push(LetterRun {
            left: word.at[0] * self.scale,
            right: word.at[2] * self.scale,
            base: (self.height - base) * self.scale,
            size: size * self.scale,
            text: text + " ",
            bold: word.bold,
            italic: false,
            turn: Turn::Upright,
            order: 0,
            white: false,
            unseen: false,
            doubled: 0,
            field: false,
        });
    }
}

fn middle(values: &mut [f32]) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lines: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<!DOCTYPE html>\n<html><body><div class='ocr_page' title='image \"p.png\"; bbox 0 0 1190 1684; ppageno 0'>{lines}</div></body></html>"
        )
    }

    fn line(at: [u32; 4], baseline: &str, size: u32, words: &[(&str, u32)]) -> String {
        let mut left = at[0];
        let mut out = String::new();
        for (word, sure) in words {
            let right = left + 20 * word.chars().count() as u32;
            out.push_str(&format!(
                "<span class='ocrx_word' title='bbox {left} {} {right} {}; x_wconf {sure}'>{word}</span>\n",
                at[1], at[3]
            ));
            left = right + 15;
        }
        let [left, top, right, bottom] = at;
        format!(
            "<span class='ocr_line' title=\"bbox {left} {top} {right} {bottom}; baseline {baseline}; x_size {size}\">{out}</span>"
        )
    }

    #[test]
    fn words_stand_where_the_picture_has_them() {
        let hocr =
            page(&line([100, 200, 700, 240], "0 -10", 40, &[("Số", 96), ("07/QÐ-UBND", 40), ("~", 12), ("&amp;", 95)]));
        let pages = RecognisedPage::read(&hocr, None).unwrap();
        let [page] = pages.as_slice() else { panic!("{pages:?}") };
        let words: Vec<&str> = page.runs.iter().map(|run| run.text.as_str()).collect();
        assert_eq!(words, ["Số ", "07/QĐ-UBND ", "& "]);
        assert_eq!(page.unsure, ["07/QĐ-UBND"]);
        // A4 at 144 points an inch.
        let first = &page.runs[0];
        assert_eq!((first.left, first.base, first.size), (50.0, 727.0, 20.0));
        assert!(page.seen().recognised && !page.seen().is_picture());
        assert!(RecognisedPage::read(&super::tests::page(""), None).unwrap()[0].seen().is_picture());
    }

    #[test]
    fn a_page_that_lies_askew_is_turned() {
        let words = [("một", 96), ("hai", 96), ("ba", 96), ("bốn", 96)];
        let left = line([100, 200, 400, 246], "0.02 -10", 40, &words);
        let right = line([700, 212, 1000, 258], "0.02 -10", 40, &words);
        let pages = RecognisedPage::read(&page(&(left + &right)), None).unwrap();
        let bases: Vec<f32> = pages[0].runs.iter().map(|run| run.base).collect();
        assert!(bases.iter().all(|base| (base - bases[0]).abs() < 0.5), "{bases:?}");
    }

    #[test]
    fn what_is_no_hocr_is_damaged() {
        assert!(RecognisedPage::read("", None).is_err());
        assert!(RecognisedPage::read("<html><body>", None).is_err());
        assert!(RecognisedPage::read("<html></html>", None).unwrap().is_empty());
        let huge = page("<span class='ocr_line' title='bbox 1 2 3'><span class='ocrx_word'>x</span></span>");
        assert_eq!(RecognisedPage::read(&huge, Some(&PageRaster::of(b"P5".to_vec(), 300.0))).unwrap().len(), 1);
    }
}
