//! Whether what follows a signature is data for checking it and nothing else: certificates, lists of revoked ones and
//! answers about them (`/DSS`), which signing programs add so that a signature can be checked years later.
//!
//! In: the bytes of a file, where the signed part ends. Out: yes, or "not known": where every byte added can be named.
//! ISO 32000-2, 7.5.6 (updates), 12.8.4.3 (`/DSS`). An update may make the catalog anew, with `/DSS` as its only
//! difference, may name the day of the change, and may add objects of numbers that were free: streams that hold one
//! element of DER, and dictionaries of keys of the `/DSS`. Its table names just these objects, at their places, so no
//! reader finds another one. Files whose tables are packed into streams are not judged.

use super::der::{Element, SEQUENCE};
use super::tokens::{Tokens, number};
use flate2::read::ZlibDecoder;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;

/// Updates since the signature, tables of the signed part.
const MOST_UPDATES: usize = 16;
const MOST_TABLES: usize = 200;
/// Objects of one table. The largest official PDFs have some ten thousand.
const MOST_OBJECTS: u64 = 1_000_000;
/// Bytes of one piece of data. Lists of revoked certificates have some hundred thousand.
const LARGEST_PIECE: u64 = 16 * 1024 * 1024;

/// Keys of what may be added.
const KEYS: [&[u8]; 11] =
    [b"Type", b"DSS", b"VRI", b"Certs", b"Cert", b"CRLs", b"CRL", b"OCSPs", b"OCSP", b"TU", b"TS"];

/// The words of a value.
type Words<'a> = Vec<&'a [u8]>;
/// Key → its value.
type Entries<'a> = BTreeMap<&'a [u8], Words<'a>>;

/// Whether the bytes of `file` from `signed` to `end` are data for checking signatures and nothing else.
pub(super) fn is_validation_data(file: &[u8], signed: usize, end: usize) -> bool {
    let (Some(before), Some(after)) = (file.get(..signed), file.get(..end)) else { return false };
    signed_state(before).and_then(|state| follow(after, signed, state)).is_some()
}

/// A file as its last table describes it.
struct FileState<'a> {
    /// Where the table stands.
    table: usize,
    /// The lowest number that no object has.
    size: u64,
    root: Words<'a>,
    catalog: Entries<'a>,
    info: Option<Words<'a>>,
}

/// The file that was signed.
fn signed_state(file: &[u8]) -> Option<FileState<'_>> {
    let end = file.windows(9).rposition(|part| part == b"startxref")?;
    let mut words = Tokens::new(file, end + 9);
    let table = usize::try_from(number(words.next()?)?).ok()?;
    let (places, trailer, _) = read_table(file, table)?;
    let root = trailer.get(&b"Root"[..])?.clone();
    let root_number = number(root.first()?)?;
    let (mut place, mut earlier, mut left) = (places.get(&root_number).copied(), trailer.clone(), MOST_TABLES);
    while place.is_none() && left > 0 {
        let at = usize::try_from(number(earlier.get(&b"Prev"[..])?.first()?)?).ok()?;
        let (places, trailer, _) = read_table(file, at)?;
        place = places.get(&root_number).copied();
        (earlier, left) = (trailer, left - 1);
    }
    let (found, catalog, _) = read_object(file, place?)?;
    let size = number(trailer.get(&b"Size"[..])?.first()?)?;
    let info = trailer.get(&b"Info"[..]).cloned();
    (found == root_number).then_some(FileState { table, size, root, catalog: entries(&catalog)?, info })
}

/// The end of the last update, where all of them are what they may be.
fn follow<'a>(file: &'a [u8], start: usize, mut state: FileState<'a>) -> Option<usize> {
    let mut at = start;
    for _ in 0..MOST_UPDATES {
        at = update(file, at, &mut state)?;
        if Tokens::new(file, at).is_at_end() {
            return Some(at);
        }
    }
    None
}

/// Reads one update that begins at `at`; its end.
fn update<'a>(file: &'a [u8], at: usize, state: &mut FileState<'a>) -> Option<usize> {
    let (mut at, mut places, mut infos) = (Tokens::new(file, at).skipped(), BTreeMap::new(), Vec::new());
    let root = number(state.root.first()?)?;
    let old_info = state.info.as_ref().and_then(|info| number(info.first()?));
    while !file.get(at..)?.starts_with(b"xref") {
        let (object, words, end) = read_object(file, at)?;
        if places.insert(object, at).is_some() {
            return None;
        }
        let (end, is_stream) = match stream(file, end, &words)? {
            Some(end) => (end, true),
            None => (end, false),
        };
        let is_new = object >= state.size;
        let is_fit = match () {
            () if object == root => !is_stream && is_same_catalog(&state.catalog, &words, state.size),
            () if Some(object) == old_info => !is_stream && is_info(&words),
            () if is_stream => is_new,
            () if is_new && is_store(&words) => true,
            () => {
                infos.push(object);
                is_new && is_info(&words)
            }
        };
        if !is_fit {
            return None;
        }
        if object == root {
            state.catalog = entries(&words)?;
        }
        let mut words = Tokens::new(file, end);
        (words.next()? == b"endobj").then_some(())?;
        at = words.skipped();
    }
    let (listed, trailer, end) = read_table(file, at)?;
    let is_kept = |key: &[u8]| [&b"Size"[..], b"Root", b"ID", b"Info", b"Prev"].contains(&key);
    let goes_on = trailer.get(&b"Prev"[..])?.first().and_then(|word| number(word)) == Some(state.table as u64);
    let info = trailer.get(&b"Info"[..]).cloned();
    let new_info = info.as_ref().and_then(|info| number(info.first()?));
    let is_known_info = info == state.info || new_info.is_some_and(|info| infos.contains(&info));
    let is_fit = listed == places
        && trailer.keys().all(|key| is_kept(key))
        && trailer.get(&b"Root"[..]) == Some(&state.root)
        && goes_on
        && is_known_info
        && infos.iter().all(|object| Some(*object) == new_info);
    let mut words = Tokens::new(file, end);
    let closes = words.next()? == b"startxref" && number(words.next()?)? == at as u64;
    (state.table, state.info) = (at, info);
    state.size = state.size.max(number(trailer.get(&b"Size"[..])?.first()?)?);
    let end = file.get(words.end()..)?;
    let mark = end.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    (is_fit && closes && end[mark..].starts_with(b"%%EOF")).then_some(words.end() + mark + 5)
}

/// The object at `at`: its number, the words of its value, where they end.
fn read_object(file: &[u8], at: usize) -> Option<(u64, Words<'_>, usize)> {
    let mut words = Tokens::new(file, at);
    let object = number(words.next()?)?;
    let generation = number(words.next()?)?;
    let is_object = generation == 0 && words.next()? == b"obj";
    let value = words.value()?;
    is_object.then(|| (object, value, words.end()))
}

/// A classic table: objects in use with their places, its trailer, its end. Only the first number may be free.
fn read_table(file: &[u8], at: usize) -> Option<(BTreeMap<u64, usize>, Entries<'_>, usize)> {
    let mut words = Tokens::new(file, at);
    (words.next()? == b"xref").then_some(())?;
    let mut places = BTreeMap::new();
    loop {
        let word = words.next()?;
        if word == b"trailer" {
            break;
        }
        let (first, count) = (number(word)?, number(words.next()?)?);
        if count > MOST_OBJECTS {
            return None;
        }
        for object in first..first.checked_add(count)? {
            let (place, generation, kind) = (number(words.next()?)?, number(words.next()?)?, words.next()?);
            match kind {
                b"n" if generation == 0 => drop(places.insert(object, usize::try_from(place).ok()?)),
                b"f" if object == 0 => {}
                // What was deleted before the signature is no matter; `listed == places` finds what is deleted later.
                b"n" | b"f" => drop(places.insert(object, usize::MAX)),
                _ => return None,
            }
        }
    }
    let trailer = entries(&words.value()?)?;
    let is_plain = !trailer.contains_key(&b"XRefStm"[..]) && !trailer.contains_key(&b"Encrypt"[..]);
    is_plain.then(|| (places, trailer, words.end()))
}

/// The keys of a dictionary; `None`: it is none, or has a key twice.
fn entries<'a>(words: &[&'a [u8]]) -> Option<Entries<'a>> {
    let [first, inner @ .., last] = words else { return None };
    let (mut found, mut at) = (Entries::new(), 0);
    (*first == b"<<" && *last == b">>").then_some(())?;
    while at < inner.len() {
        let key = inner[at].strip_prefix(b"/")?;
        let (mut end, mut depth) = (at + 1, 0_usize);
        // A value goes on to the next name on its level; a name is a value of one word.
        while end < inner.len() && (end == at + 1 || depth > 0 || inner[end][0] != b'/') {
            depth = match inner[end] {
                b"<<" | b"[" => depth + 1,
                b">>" | b"]" => depth.checked_sub(1)?,
                _ => depth,
            };
            end += 1;
        }
        if end == at + 1 || found.insert(key, inner[at + 1..end].to_vec()).is_some() {
            return None;
        }
        at = end;
    }
    Some(found)
}

/// Whether a catalog is the old one with another `/DSS`, which is a dictionary or an object of the update.
fn is_same_catalog(old: &Entries<'_>, words: &[&[u8]], size: u64) -> bool {
    let Some(new) = entries(words) else { return false };
    let rest = |all: &Entries<'_>| -> Vec<(Vec<u8>, Vec<Vec<u8>>)> {
        let kept = all.iter().filter(|(key, _)| ![&b"DSS"[..], b"Extensions"].contains(*key));
        kept.map(|(key, words)| (key.to_vec(), words.iter().map(|word| word.to_vec()).collect())).collect()
    };
    let is_store = new.get(&b"DSS"[..]).is_some_and(|words| match &**words {
        [object, _, b"R"] => number(object).is_some_and(|object| object >= size),
        words => is_store(words),
    });
    let extensions = new.get(&b"Extensions"[..]).is_none_or(|words| words.iter().all(|word| *word != b"R"));
    rest(old) == rest(&new) && is_store && extensions
}

/// Whether a value is made of keys of the `/DSS` and of references, which it may make to anything: only programs that
/// check signatures follow them.
fn is_store(words: &[&[u8]]) -> bool {
    let is_key = |key: &[u8]| KEYS.contains(&key) || (key.len() == 40 && key.iter().all(u8::is_ascii_hexdigit));
    let fits = |word: &&[u8]| match word {
        [b'/', key @ ..] => is_key(key),
        [b'(', ..] => true,
        word => [&b"<<"[..], b">>", b"[", b"]", b"R"].contains(word) || number(word).is_some(),
    };
    matches!(words.first(), Some(&b"<<" | &b"[")) && words.iter().all(fits)
}

/// Whether a value says of the file by which program and when it was made, and nothing more.
fn is_info(words: &[&[u8]]) -> bool {
    let is_text = |words: &Words<'_>| matches!(&**words, [[b'(' | b'/', ..]] | [[b'<', ..]]);
    entries(words).is_some_and(|entries| entries.values().all(is_text))
}

/// Where the stream of an object ends, whose dictionary ends at `at`: it holds one element of DER, as it is or packed.
/// `Some(None)`: the object is no stream.
#[allow(clippy::option_option, reason = "a stream that is no piece of data is another thing than none")]
fn stream(file: &[u8], at: usize, words: &[&[u8]]) -> Option<Option<usize>> {
    let mut after = Tokens::new(file, at);
    if after.next()? != b"stream" {
        return Some(None);
    }
    let dictionary = entries(words)?;
    let start = match file.get(after.end()..)? {
        [b'\r', b'\n', ..] => after.end() + 2,
        [b'\n', ..] => after.end() + 1,
        _ => return None,
    };
    let [length] = dictionary.get(&b"Length"[..])?.as_slice() else { return None };
    let data = file.get(start..start.checked_add(usize::try_from(number(length)?).ok()?)?)?;
    let is_packed = match (dictionary.len(), dictionary.get(&b"Filter"[..]).map(Vec::as_slice)) {
        (1, None) => false,
        (2, Some([b"/FlateDecode"] | [b"[", b"/FlateDecode", b"]"])) => true,
        _ => return None,
    };
    let data = if is_packed { Cow::Owned(unpacked(data)?) } else { Cow::Borrowed(data) };
    let element = Element::first(&data)?;
    let mut end = Tokens::new(file, start + number(length)? as usize);
    let is_piece = element.tag == SEQUENCE && element.whole.len() == data.len() && end.next()? == b"endstream";
    is_piece.then(|| Some(end.end()))
}

fn unpacked(data: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = ZlibDecoder::new(data).take(LARGEST_PIECE + 1).read_to_end(&mut bytes);
    (read.is_ok() && bytes.len() as u64 <= LARGEST_PIECE).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn signed() -> Vec<u8> {
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/signed/one.pdf")).unwrap()
    }

    /// An update with these objects, and a table that names them; `changed` alters its trailer.
    fn updated(mut file: Vec<u8>, objects: &[(u64, Vec<u8>)], change: impl Fn(String) -> String) -> Vec<u8> {
        let before = String::from_utf8_lossy(&file).into_owned();
        let earlier = before.rsplit("startxref").next().unwrap().split_whitespace().next().unwrap();
        let mut table = "xref\n".to_owned();
        for (number, value) in objects {
            table += &format!("{number} 1\n{:010} 00000 n \n", file.len());
            file.extend(format!("{number} 0 obj\n").bytes());
            file.extend(value);
            file.extend(b"\nendobj\n");
        }
        let trailer =
            format!("trailer\n<</Size 20/Root 1 0 R/Info 10 0 R/Prev {earlier}>>\nstartxref\n{}\n%%EOF\n", file.len());
        file.extend((table + &change(trailer)).bytes());
        file
    }

    fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
        [format!("<</Length {}{dictionary}>>\nstream\n", data.len()).as_bytes(), data, b"\nendstream"].concat()
    }

    const PIECE: &[u8] = b"\x30\x03\x02\x01\x05";
    const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R /AcroForm 7 0 R/DSS 14 0 R>>";
    const STORE: &str = "<</Type/DSS/Certs[12 0 R 13 0 R]/VRI<</0FE0E58DBC8793A10D7FE88842DAC03E652B35C3<</Cert[12 0 R]/TU(D:2024)>>>>>>";

    fn packed(data: &[u8]) -> Vec<u8> {
        let mut packing = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packing.write_all(data).unwrap();
        packing.finish().unwrap()
    }

    /// What an honest program adds.
    fn honest() -> Vec<(u64, Vec<u8>)> {
        vec![
            (1, CATALOG.into()),
            (10, b"<</ModDate(D:20240906)/Producer(a)>>".to_vec()),
            (12, stream("", PIECE)),
            (13, stream("/Filter/FlateDecode", &packed(PIECE))),
            (14, STORE.into()),
        ]
    }

    fn is_data(file: &[u8]) -> bool {
        is_validation_data(file, signed().len(), file.len())
    }

    #[test]
    fn data_for_checking_are_told_from_other_additions() {
        let good = updated(signed(), &honest(), |trailer| trailer);
        assert!(is_data(&good));
        // A second update of that kind.
        let more = [
            (20, stream("", PIECE)),
            (21, STORE.replace("12 0", "20 0").into()),
            (1, CATALOG.replace("14", "21").into()),
        ];
        assert!(is_data(&updated(good.clone(), &more, |trailer| trailer.replace("20", "22"))));
        let with = |objects: Vec<(u64, Vec<u8>)>| is_data(&updated(signed(), &objects, |trailer| trailer));
        let instead = |number: u64, value: &[u8]| {
            let mut objects = honest();
            objects.retain(|(other, _)| *other != number);
            objects.push((number, value.to_vec()));
            with(objects)
        };
        assert!(instead(14, STORE.as_bytes()));
        let drawing = b"BT /F1 12 Tf 72 720 Td (Nam 2025) Tj ET";
        for (number, value) in [
            // The page, what it shows, what was there of other kinds.
            (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 12 0 R>>".to_vec()),
            (4, stream("", drawing)),
            (4, stream("", PIECE)),
            (4, STORE.into()),
            (9, b"<<>>".to_vec()),
            // New, and no data.
            (15, stream("", drawing)),
            (15, stream("", &[PIECE, drawing].concat())),
            (15, stream("/Filter/FlateDecode", &packed(drawing))),
            (15, stream("/Filter/FlateDecode/Subtype/Form", &packed(PIECE))),
            (15, b"<</Type/Annot/Rect[0 0 9 9]>>".to_vec()),
            (15, b"<</Title(a)>>".to_vec()),
            (10, b"<</Title 12 0 R>>".to_vec()),
            // Catalogs with another difference.
            (1, CATALOG.replace("/DSS", "/OpenAction 15 0 R/DSS").into()),
            (1, CATALOG.replace("2 0 R", "14 0 R").into()),
            (1, CATALOG.replace("/AcroForm 7 0 R", "").into()),
            (1, CATALOG.replace("14 0 R", "4 0 R").into()),
            (1, CATALOG.replace("/DSS", "/D#53S").into()),
            (1, CATALOG.replace("/DSS", "/Pages 14 0 R/DSS").into()),
            (1, b"null".to_vec()),
        ] {
            assert!(!instead(number, &value), "{number} {}", String::from_utf8_lossy(&value));
        }
    }

    #[test]
    fn an_update_whose_table_says_something_else_is_not_judged() {
        let good = updated(signed(), &honest(), |trailer| trailer);
        for (from, to) in [
            ("/Root 1 0 R", "/Root 14 0 R"),
            ("/Info 10 0 R", "/Info 12 0 R"),
            ("/Prev ", "/Prev 1"),
            ("/Size", "/XRefStm 9/Size"),
            ("/Size", "/Encrypt 14 0 R/Size"),
            ("startxref\n", "startxref\n1"),
            ("%%EOF", ""),
            ("trailer", "4 1\n0000000000 00001 f \ntrailer"),
            ("trailer", "4 1\n0000009728 00000 n \ntrailer"),
            ("%%EOF", "%%EOF\n4 0 obj\nnull\nendobj"),
            ("trailer", "% trailer <<>>\ntrailer"),
        ] {
            let wrong = updated(signed(), &honest(), |trailer| trailer.replace(from, to));
            assert!(wrong != good && !is_data(&wrong), "{from} → {to}");
        }
        let place = |of: &[u8]| good.windows(of.len()).rposition(|part| part == of).unwrap();
        for (of, byte) in [(&b"00000 n"[..], b'1'), (b"12 1\n", b'3'), (b"endobj", b'x'), (b"12 0 obj", b'2')] {
            let mut wrong = good.clone();
            wrong[place(of)] = byte;
            assert!(!is_data(&wrong), "{}", String::from_utf8_lossy(of));
        }
        for cut in signed().len()..good.len() - 1 {
            assert!(!is_data(&good[..cut]), "{cut}");
        }
        assert!(!is_validation_data(&good, 100, good.len()));
    }
}
