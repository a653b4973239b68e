//! Which of the bodies of one name is meant, as a text says it after the name: "UBND tỉnh Yên Bái (cũ)", "UBND tỉnh Lào Cai (nguyên là
//! UBND tỉnh Yên Bái)", "… (trước sáp nhập)", "… (nay là UBND tỉnh Lào Cai)".
//!
//! In: folded text after an issuer. Out: where the words end, and the issuer that they mean.

use super::folded::Folded;
use super::issuer::{self, Reader};
use super::place::{self, Place};
use super::{Era, IssuerMention};
use crate::content::registry::Level;
use crate::text::{name_key, slug};

/// What the words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    /// The body named is the one that ended.
    Former,
    /// The body named is the one of today.
    Present,
    /// The body named after these words is meant.
    Was,
    /// The body named after these words took over; the one before them is meant.
    Now,
}

/// Words with their meaning (folded; longer ones first where one begins another), as written where folding says too little ("cũ" folds
/// like "cứ"), and whether they must stand in brackets ("mới ban hành" is "just issued").
const WORDS: [(&str, &str, Said, bool); 47] = [
    ("cu la", "cũ là", Said::Was, true),
    ("cu", "cũ", Said::Former, false),
    ("truoc day la", "", Said::Was, false),
    ("truoc day thuoc", "", Said::Was, true),
    ("truoc day", "", Said::Former, false),
    ("truoc kia la", "", Said::Was, false),
    ("truoc kia", "", Said::Former, false),
    ("truoc la", "trước là", Said::Was, true),
    ("truoc khi sap nhap la", "", Said::Was, true),
    ("truoc khi sap nhap", "", Said::Former, false),
    ("truoc khi hop nhat la", "", Said::Was, true),
    ("truoc khi hop nhat", "", Said::Former, false),
    ("truoc khi sap xep la", "", Said::Was, true),
    ("truoc khi sap xep", "", Said::Former, false),
    ("truoc khi to chuc lai", "", Said::Former, false),
    ("truoc sap nhap la", "", Said::Was, true),
    ("truoc sap nhap", "", Said::Former, false),
    ("truoc hop nhat la", "", Said::Was, true),
    ("truoc hop nhat", "", Said::Former, false),
    ("truoc sap xep", "", Said::Former, false),
    ("truoc ngay 01/7/2025", "", Said::Former, true),
    ("truoc ngay 1/7/2025", "", Said::Former, true),
    ("truoc ngay 01/07/2025", "", Said::Former, true),
    ("khi chua sap nhap", "", Said::Former, false),
    ("chua sap nhap", "", Said::Former, true),
    ("da sap nhap", "", Said::Now, true),
    ("da hop nhat", "", Said::Now, true),
    ("da duoc sap nhap", "", Said::Now, true),
    ("da ket thuc hoat dong", "", Said::Former, true),
    ("da cham dut hoat dong", "", Said::Former, true),
    ("da giai the", "", Said::Former, true),
    ("nguyen la", "nguyên là", Said::Was, false),
    ("nguyen", "nguyên", Said::Was, true),
    ("tien than la", "", Said::Was, true),
    ("ten cu la", "", Said::Was, true),
    ("nay la", "nay là", Said::Now, false),
    ("nay thuoc", "nay thuộc", Said::Now, true),
    ("hien nay la", "", Said::Now, true),
    ("hien la", "", Said::Now, true),
    ("sap nhap vao", "", Said::Now, true),
    ("moi", "mới", Said::Present, true),
    ("hien nay", "", Said::Present, true),
    ("sau khi sap nhap", "", Said::Present, false),
    ("sau khi hop nhat", "", Said::Present, false),
    ("sau khi sap xep", "", Said::Present, false),
    ("sau sap nhap", "", Said::Present, false),
    ("sau hop nhat", "", Said::Present, false),
];

/// Brackets that say which body is meant hold no more.
const LONGEST_BRACKETS: usize = 160;

/// What stands after an issuer that ends at `end`: the end of the words and the issuer meant. Without such words both stay.
pub(super) fn after(reader: &Reader<'_>, end: usize, issuer: Option<IssuerMention>) -> (usize, Option<IssuerMention>) {
    let folded = reader.folded;
    let start = folded.skip_space(end);
    let opened = folded.byte(start) == b'(';
    let at = folded.skip_space(start + usize::from(opened));
    if start == end && !opened {
        return (end, issuer);
    }
    let Some(closed) = (if opened { closing(folded, at) } else { Some(at) }) else { return (end, issuer) };
    if let Some((after, said)) = words(folded, at, opened) {
        let (read_to, issuer) = meant(reader, after, said, issuer);
        // "(cũ), nay là UBND tỉnh Lào Cai": the second says nothing new.
        return (if opened { closed } else { read_to }, issuer);
    }
    // "(UBND tỉnh Yên Bái cũ)", "(tỉnh Yên Bái cũ)".
    if opened
        && let Some(old) = named(reader, at, issuer.as_ref())
        && let Some((_, Said::Former)) = words(folded, folded.skip_space(old.0), false)
    {
        return (closed, old.1.map(|old| IssuerMention { era: Era::Former, ..old }));
    }
    (end, issuer)
}

fn closing(folded: &Folded<'_>, at: usize) -> Option<usize> {
    let reach = folded.len().min(at + LONGEST_BRACKETS);
    folded.bytes[at..reach].iter().position(|byte| *byte == b')').map(|length| at + length + 1)
}

fn words(folded: &Folded<'_>, at: usize, in_brackets: bool) -> Option<(usize, Said)> {
    WORDS.iter().filter(|(.., brackets)| in_brackets || !brackets).find_map(|(words, written, said, _)| {
        let end = folded.words_at(at, words)?;
        (written.is_empty() || name_key(folded.slice(at, end)) == *written).then_some((end, *said))
    })
}

fn meant(
    reader: &Reader<'_>,
    after: usize,
    said: Said,
    issuer: Option<IssuerMention>,
) -> (usize, Option<IssuerMention>) {
    let with_era = |era| issuer.clone().map(|issuer| IssuerMention { era, ..issuer });
    match said {
        Said::Former => (after, with_era(Era::Former)),
        Said::Present => (after, with_era(Era::Present)),
        Said::Now => (after, with_era(Era::Former)),
        Said::Was => {
            let at = reader.folded.skip_space(after);
            match named(reader, at, issuer.as_ref()) {
                Some((end, old)) => (end, old.map(|old| IssuerMention { era: Era::Former, ..old })),
                // The former body cannot be read. It is not the body of today, so the issuer stays open.
                None => (after, None),
            }
        }
    }
}

/// A body at `at`, or a place alone: then the same body of that place.
fn named(reader: &Reader<'_>, at: usize, issuer: Option<&IssuerMention>) -> Option<(usize, Option<IssuerMention>)> {
    if let Some((end, named)) = issuer::body(reader, at, None) {
        return Some((end, named));
    }
    let written = place::read(reader.folded, reader.lexicon, reader.home, at)?;
    Some((written.end, issuer.zip(written.place).and_then(|(issuer, place)| moved(reader, issuer, &place))))
}

/// The body like `issuer` in another province.
fn moved(reader: &Reader<'_>, issuer: &IssuerMention, place: &Place) -> Option<IssuerMention> {
    let issuers = reader.issuers;
    let own = issuers.province_named(&issuer.name).filter(|_| place.level == Level::Province)?;
    let bare = issuer.name.strip_suffix(own)?.trim_end();
    // "Tỉnh ủy" has its unit word inside; UBND and Sở have it before the place.
    let bare = ["tỉnh", "thành phố"].iter().find_map(|word| bare.strip_suffix(word));
    let name = match bare {
        Some(bare) => format!("{bare}{} {}", place.unit_word, place.name),
        None => return None,
    };
    let key = slug(&name);
    let key = issuers.row_key(&key).to_owned();
    Some(IssuerMention { key, name, at_home: false, ..issuer.clone() })
}
