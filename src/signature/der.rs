//! Elements of DER, and of BER where lengths are left open: enough to walk through a signed message.
//!
//! In: bytes. Out: elements with their bytes as they stand. X.690, 8.1.

/// Elements inside elements. A signed message with a time stamp in it has 20.
const DEEPEST: usize = 32;

pub(super) const INTEGER: u8 = 0x02;
pub(super) const OCTETS: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;
pub(super) const TAGGED_0: u8 = 0xa0;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const TAGGED_1: u8 = 0xa1;

/// One element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'a> {
    pub tag: u8,
    pub content: &'a [u8],
    /// With tag and length.
    pub whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// The element at the beginning; what follows it is not looked at.
    pub fn first(bytes: &'a [u8]) -> Option<Self> {
        element(bytes, 0)
    }

    /// What it is made of.
    pub fn parts(self) -> impl Iterator<Item = Self> {
        let mut rest = self.content;
        std::iter::from_fn(move || {
            let next = element(rest, 1)?;
            rest = &rest[next.whole.len()..];
            Some(next)
        })
    }

    /// Its first part with this tag.
    pub fn part(self, tag: u8) -> Option<Self> {
        self.parts().find(|part| part.tag == tag)
    }

    /// The bytes of an octet string, whole or in pieces.
    pub fn octets(self) -> Vec<u8> {
        match self.tag {
            OCTETS => self.content.to_vec(),
            0x24 => self.parts().filter(|part| part.tag == OCTETS).flat_map(|part| part.content.to_vec()).collect(),
            _ => Vec::new(),
        }
    }
}

fn element(bytes: &[u8], depth: usize) -> Option<Element<'_>> {
    let (&[tag, length], rest) = bytes.split_first_chunk::<2>()?;
    // Tags of several bytes do not occur; deeper ones are an attack. Two zeros end an open element.
    if tag & 0x1f == 0x1f || tag == 0 || depth > DEEPEST {
        return None;
    }
    if length == 0x80 {
        return open(bytes, tag, depth);
    }
    let (length, rest) = match length {
        0..=0x7f => (usize::from(length), rest),
        0x81..=0x84 => {
            let count = usize::from(length & 0x7f);
            let number = rest.get(..count)?.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
            (number, &rest[count..])
        }
        _ => return None,
    };
    let content = rest.get(..length)?;
    let header = bytes.len() - rest.len();
    Some(Element { tag, content, whole: &bytes[..header + length] })
}

/// An element whose length is left open.
fn open(bytes: &[u8], tag: u8, depth: usize) -> Option<Element<'_>> {
    if tag & 0x20 == 0 {
        return None;
    }
    let mut at = 2;
    while !bytes.get(at..)?.starts_with(&[0, 0]) {
        at += element(&bytes[at..], depth + 1)?.whole.len();
    }
    Some(Element { tag, content: &bytes[2..at], whole: &bytes[..at + 2] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_with_known_and_with_open_lengths() {
        let known = Element::first(&[0x30, 5, 2, 1, 7, 4, 0, 99]).unwrap();
        assert_eq!(known.whole.len(), 7);
        assert_eq!(known.parts().map(|part| part.tag).collect::<Vec<_>>(), [INTEGER, OCTETS]);
        let open = Element::first(&[0x30, 0x80, 2, 1, 7, 0x24, 0x80, 4, 1, 8, 4, 1, 9, 0, 0, 0, 0, 99]).unwrap();
        assert_eq!(open.whole.len(), 17);
        assert_eq!(open.part(0x24).unwrap().octets(), [8, 9]);
    }

    #[test]
    fn what_is_no_element_is_none() {
        for bytes in
            [&b""[..], b"\x30", b"\x30\x84\xff\xff\xff\xff", b"\x30\x80\x02\x01", b"\x04\x80\x00\x00", b"\x1f\x01\x00"]
        {
            assert!(Element::first(bytes).is_none(), "{bytes:?}");
        }
        assert!(Element::first(&[0x30, 0x80].repeat(1_000_000)).is_none());
    }
}
