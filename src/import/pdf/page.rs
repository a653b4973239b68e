//! A page's own facts: its box and how it is turned, both of which it may inherit.
//!
//! In: a page of the opened file. Out: [`PageFrame`]. ISO 32000-1, 7.7.3.4 (inheritance), 14.11.2 (boxes).

use super::drawn::PageBox;
use super::pen::{IDENTITY, Matrix, times};
use lopdf::{Dictionary, Document, Object, ObjectId};

/// Where a page's points lie once it is turned as it is shown.
pub(super) struct PageFrame {
    pub(super) matrix: Matrix,
    /// What is shown, in turned points.
    pub(super) shown: PageBox,
}

/// Nodes above a page.
const DEEPEST: usize = 64;
/// A4, where no box is given.
const USUAL: PageBox = PageBox { left: 0.0, right: 595.0, bottom: 0.0, top: 842.0 };

impl PageFrame {
    pub(super) fn of(document: &Document, page: ObjectId) -> Self {
        let media = inherited(document, page, b"MediaBox").and_then(|value| rectangle(document, value));
        let media = media.filter(|found| found.width() > 1.0 && found.height() > 1.0).unwrap_or(USUAL);
        let crop = inherited(document, page, b"CropBox").and_then(|value| rectangle(document, value));
        let crop = crop.filter(|crop| crop.shared(&media) > 1.0).map_or(media, |crop| PageBox {
            left: crop.left.max(media.left),
            right: crop.right.min(media.right),
            bottom: crop.bottom.max(media.bottom),
            top: crop.top.min(media.top),
        });
        let turned = inherited(document, page, b"Rotate").and_then(|value| value.as_float().ok()).unwrap_or_default();
        let (width, height) = (crop.width(), crop.height());
        let (turn, across) = match (turned as i64).rem_euclid(360) {
            90 => ([0.0, -1.0, 1.0, 0.0, 0.0, width], true),
            180 => ([-1.0, 0.0, 0.0, -1.0, width, height], false),
            270 => ([0.0, 1.0, -1.0, 0.0, height, 0.0], true),
            _ => (IDENTITY, false),
        };
        let matrix = times([1.0, 0.0, 0.0, 1.0, -crop.left, -crop.bottom], turn);
        let (right, top) = if across { (height, width) } else { (width, height) };
        Self { matrix, shown: PageBox { left: 0.0, right, bottom: 0.0, top } }
    }
}

/// A value of the page, or of the next node above that has it.
fn inherited<'a>(document: &'a Document, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut node: &Dictionary = document.get_dictionary(page).ok()?;
    for _ in 0..DEEPEST {
        if let Ok(value) = node.get_deref(key, document) {
            return Some(value);
        }
        node = node.get_deref(b"Parent", document).and_then(Object::as_dict).ok()?;
    }
    None
}

/// Four numbers: two opposite corners.
pub(super) fn rectangle(document: &Document, value: &Object) -> Option<PageBox> {
    let [a, b, c, d] = numbers(document, value)?;
    PageBox::around(&[(a, b), (c, d)])
}

/// So many numbers.
pub(super) fn numbers<const N: usize>(document: &Document, value: &Object) -> Option<[f32; N]> {
    let list = value.as_array().ok().filter(|list| list.len() == N)?;
    let mut out = [0.0; N];
    for (to, from) in out.iter_mut().zip(list) {
        *to = document.dereference(from).ok()?.1.as_float().ok().filter(|number| number.is_finite())?;
    }
    Some(out)
}
