//! Values as bytes, and back: what is kept between runs.
//!
//! In: a value whose parts all are [`Keep`]. Out: bytes; and the value again, or nothing where they are not understood.
//! Only bytes that this very program wrote come here ([`frame`](super::frame)), so they name no field and no version.
//!
//! Documents have much in common, and what is one text in memory is one text here, in all values that one [`Writer`]
//! takes: the first time it stands there, later its number. Names that live as long as the program (`&'static str`:
//! codes of problems) are looked up in [`Names`]; a value with a name that is not there is not kept
//! ([`Writer::keep`]).

use hashbrown::{HashMap, HashSet};
use std::any::Any;
use std::sync::Arc;

/// A value that can be kept.
pub(crate) trait Keep: Sized {
    /// Writes it.
    fn put(&self, to: &mut Writer<'_>);
    /// Reads it; `None`: the bytes are not understood.
    fn take(from: &mut Reader<'_>) -> Option<Self>;
}

/// Names that live as long as the program.
#[derive(Default)]
pub(crate) struct Names(HashSet<&'static str>);

impl Names {
    /// Whether a value with this name can be read back.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

impl FromIterator<&'static str> for Names {
    fn from_iter<I: IntoIterator<Item = &'static str>>(names: I) -> Self {
        Self(names.into_iter().collect())
    }
}

/// Takes values.
pub(crate) struct Writer<'n> {
    bytes: Vec<u8>,
    texts: HashMap<Arc<str>, u32>,
    /// Values that several share, by where they are; they live longer than the writer.
    shared: HashMap<usize, u32>,
    names: &'n Names,
    /// A name was met that cannot be read back.
    has_unknown: bool,
}

impl<'n> Writer<'n> {
    pub fn new(names: &'n Names) -> Self {
        Self { bytes: Vec::new(), texts: HashMap::new(), shared: HashMap::new(), names, has_unknown: false }
    }

    /// Takes `value`; false: it has a part that cannot be read back, and nothing was taken.
    pub fn keep(&mut self, value: &impl Keep) -> bool {
        let (length, texts, shared) = (self.bytes.len(), self.texts.len(), self.shared.len());
        self.has_unknown = false;
        value.put(self);
        if self.has_unknown {
            self.bytes.truncate(length);
            self.texts.retain(|_, number| (*number as usize) < texts);
            self.shared.retain(|_, number| (*number as usize) < shared);
        }
        !self.has_unknown
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Seven bits a byte, the lowest first.
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.byte(number as u8 | 0x80);
            number >>= 7;
        }
        self.byte(number as u8);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

/// Gives values back, in the order in which they were taken.
pub(crate) struct Reader<'r> {
    bytes: &'r [u8],
    texts: Vec<Arc<str>>,
    shared: Vec<Arc<dyn Any + Send + Sync>>,
    names: &'r Names,
    /// The text in the memory of an equal one that is known already.
    one: &'r (dyn Fn(&str) -> Arc<str> + 'r),
}

impl<'r> Reader<'r> {
    pub fn new(bytes: &'r [u8], names: &'r Names, one: &'r (dyn Fn(&str) -> Arc<str> + 'r)) -> Self {
        Self { bytes, texts: Vec::new(), shared: Vec::new(), names, one }
    }

    pub const fn is_at_end(&self) -> bool {
        self.bytes.is_empty()
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    #[inline]
    fn number(&mut self) -> Option<u64> {
        // Most numbers are small.
        if let Some((first, rest)) = self.bytes.split_first().filter(|(first, _)| **first < 0x80) {
            self.bytes = rest;
            return Some(u64::from(*first));
        }
        self.long_number()
    }

    fn long_number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A count of parts, each of which takes a byte at least.
    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok().filter(|count| *count <= self.bytes.len())
    }

    fn slice(&mut self, length: usize) -> Option<&'r [u8]> {
        let (slice, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(slice)
    }

    fn text(&mut self) -> Option<&'r str> {
        let length = self.count()?;
        std::str::from_utf8(self.slice(length)?).ok()
    }
}

/// A structure: its fields one after another.
macro_rules! keep_struct {
    ($($type:ident { $($field:ident),* $(,)? })*) => {$(
        impl $crate::store::codec::Keep for $type {
            fn put(&self, to: &mut $crate::store::codec::Writer<'_>) {
                let Self { $($field),* } = self;
                $($crate::store::codec::Keep::put($field, to);)*
            }

            fn take(from: &mut $crate::store::codec::Reader<'_>) -> Option<Self> {
                $(let $field = $crate::store::codec::Keep::take(from)?;)*
                Some(Self { $($field),* })
            }
        }
    )*};
}

/// Cases, each with the number that stands for it.
macro_rules! keep_enum {
    ($($type:ident { $($number:literal: $case:ident $(($($part:ident),*))? $({ $($field:ident),* })?),* $(,)? })*) => {$(
        impl $crate::store::codec::Keep for $type {
            fn put(&self, to: &mut $crate::store::codec::Writer<'_>) {
                match self {$(
                    Self::$case $(($($part),*))? $({ $($field),* })? => {
                        <u8 as $crate::store::codec::Keep>::put(&$number, to);
                        $($($crate::store::codec::Keep::put($part, to);)*)?
                        $($($crate::store::codec::Keep::put($field, to);)*)?
                    }
                )*}
            }

            fn take(from: &mut $crate::store::codec::Reader<'_>) -> Option<Self> {
                match <u8 as $crate::store::codec::Keep>::take(from)? {
                    $($number => {
                        $($(let $part = $crate::store::codec::Keep::take(from)?;)*)?
                        $($(let $field = $crate::store::codec::Keep::take(from)?;)*)?
                        Some(Self::$case $(($($part),*))? $({ $($field),* })?)
                    })*
                    _ => None,
                }
            }
        }
    )*};
}

pub(crate) use {keep_enum, keep_struct};

impl Keep for u8 {
    fn put(&self, to: &mut Writer<'_>) {
        to.byte(*self);
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        from.byte()
    }
}

impl Keep for bool {
    fn put(&self, to: &mut Writer<'_>) {
        to.byte(u8::from(*self));
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        match from.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

macro_rules! keep_numbers {
    ($($type:ty),*) => {$(
        impl Keep for $type {
            fn put(&self, to: &mut Writer<'_>) {
                to.number(*self as u64);
            }

            fn take(from: &mut Reader<'_>) -> Option<Self> {
                Self::try_from(from.number()?).ok()
            }
        }
    )*};
}

keep_numbers!(u32, u64, usize);

impl<const N: usize> Keep for [u8; N] {
    fn put(&self, to: &mut Writer<'_>) {
        to.bytes.extend_from_slice(self);
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        from.slice(N)?.try_into().ok()
    }
}

impl Keep for i16 {
    fn put(&self, to: &mut Writer<'_>) {
        to.bytes.extend_from_slice(&self.to_le_bytes());
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        Some(Self::from_le_bytes(Keep::take(from)?))
    }
}

impl Keep for String {
    fn put(&self, to: &mut Writer<'_>) {
        to.text(self);
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        from.text().map(str::to_owned)
    }
}

impl Keep for Box<str> {
    fn put(&self, to: &mut Writer<'_>) {
        to.text(self);
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        from.text().map(Self::from)
    }
}

impl Keep for Arc<str> {
    fn put(&self, to: &mut Writer<'_>) {
        let next = to.texts.len();
        if let Some(known) = to.texts.get(self) {
            return to.number(u64::from(*known));
        }
        to.texts.insert(Self::clone(self), next as u32);
        to.number(next as u64);
        to.text(self);
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        let number = usize::try_from(from.number()?).ok()?;
        if number == from.texts.len() {
            let text = (from.one)(from.text()?);
            from.texts.push(text);
        }
        from.texts.get(number).cloned()
    }
}

impl Keep for &'static str {
    fn put(&self, to: &mut Writer<'_>) {
        match to.names.0.get(self) {
            Some(name) => Arc::<str>::from(*name).put(to),
            None => to.has_unknown = true,
        }
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        let name = Arc::<str>::take(from)?;
        from.names.0.get(&*name).copied()
    }
}

impl<T: Keep + Any + Send + Sync> Keep for Arc<T> {
    fn put(&self, to: &mut Writer<'_>) {
        let place = Self::as_ptr(self).addr();
        if let Some(known) = to.shared.get(&place) {
            return to.number(u64::from(*known) + 1);
        }
        to.number(0);
        (**self).put(to);
        // It has its number when all of it is written: another may be in it.
        let own = to.shared.len() as u32;
        to.shared.insert(place, own);
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        let Some(number) = from.number()?.checked_sub(1) else {
            let shared = Self::new(T::take(from)?);
            from.shared.push(Self::clone(&shared) as Arc<dyn Any + Send + Sync>);
            return Some(shared);
        };
        from.shared.get(usize::try_from(number).ok()?)?.clone().downcast().ok()
    }
}

impl<T: Keep> Keep for Box<T> {
    fn put(&self, to: &mut Writer<'_>) {
        (**self).put(to);
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        T::take(from).map(Self::new)
    }
}

impl<T: Keep> Keep for Option<T> {
    fn put(&self, to: &mut Writer<'_>) {
        self.is_some().put(to);
        if let Some(value) = self {
            value.put(to);
        }
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        if bool::take(from)? { T::take(from).map(Some) } else { Some(None) }
    }
}

impl<T: Keep> Keep for Vec<T> {
    fn put(&self, to: &mut Writer<'_>) {
        to.number(self.len() as u64);
        self.iter().for_each(|part| part.put(to));
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        let count = from.count()?;
        let mut parts = Self::with_capacity(count);
        for _ in 0..count {
            parts.push(T::take(from)?);
        }
        Some(parts)
    }
}

impl<T: Keep> Keep for Box<[T]> {
    fn put(&self, to: &mut Writer<'_>) {
        to.number(self.len() as u64);
        self.iter().for_each(|part| part.put(to));
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        Vec::take(from).map(Into::into)
    }
}

impl<A: Keep, B: Keep> Keep for (A, B) {
    fn put(&self, to: &mut Writer<'_>) {
        self.0.put(to);
        self.1.put(to);
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        Some((A::take(from)?, B::take(from)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Leaf {
        name: Arc<str>,
        numbers: Vec<u64>,
    }

    #[derive(Debug, PartialEq)]
    enum Kind {
        Bare,
        With(Option<String>, i16),
        Named { code: &'static str },
    }

    #[derive(Debug, PartialEq)]
    struct Tree {
        leaves: Box<[Arc<Leaf>]>,
        kinds: Vec<(Kind, bool)>,
        hash: [u8; 3],
    }

    keep_struct! {
        Leaf { name, numbers }
        Tree { leaves, kinds, hash }
    }
    keep_enum! {
        Kind { 0: Bare, 1: With(text, number), 7: Named { code } }
    }

    fn tree(code: &'static str) -> Tree {
        let leaf = Arc::new(Leaf { name: "lá".into(), numbers: vec![0, 127, 128, u64::MAX] });
        let twin = Arc::new(Leaf { name: "lá".into(), numbers: Vec::new() });
        let kinds = [Kind::Bare, Kind::With(None, -3), Kind::With(Some("x".into()), 2), Kind::Named { code }];
        Tree {
            leaves: [Arc::clone(&leaf), twin, leaf].into(),
            kinds: kinds.into_iter().map(|kind| (kind, true)).collect(),
            hash: *b"abc",
        }
    }

    fn read_all(bytes: &[u8], names: &Names) -> Option<Vec<Tree>> {
        let one = |text: &str| text.into();
        let mut reader = Reader::new(bytes, names, &one);
        let mut trees = Vec::new();
        while !reader.is_at_end() {
            trees.push(Tree::take(&mut reader)?);
        }
        Some(trees)
    }

    #[test]
    fn values_come_back_and_what_was_one_is_one() {
        let names: Names = ["code"].into_iter().collect();
        let mut writer = Writer::new(&names);
        let (first, unknown) = (tree("code"), tree("unknown"));
        assert!(writer.keep(&first));
        let length = writer.bytes.len();
        assert!(!writer.keep(&unknown), "its name could not be read back");
        assert_eq!(writer.bytes.len(), length);
        assert!(writer.keep(&first));
        let bytes = writer.into_bytes();
        let read = read_all(&bytes, &names).unwrap();
        assert_eq!(read, [tree("code"), tree("code")]);
        assert!(Arc::ptr_eq(&read[0].leaves[0], &read[1].leaves[2]));
        assert!(Arc::ptr_eq(&read[0].leaves[0].name, &read[0].leaves[1].name));
        assert_eq!(bytes.windows(3).filter(|part| *part == "lá".as_bytes()).count(), 1);
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let names: Names = ["code"].into_iter().collect();
        let mut writer = Writer::new(&names);
        let tree = tree("code");
        assert!(writer.keep(&tree));
        let bytes = writer.into_bytes();
        for at in 0..bytes.len() {
            assert!(read_all(&bytes[..at], &names).is_none_or(|trees| trees.is_empty()), "{at}");
            for flip in [1, 0x80, 0xff] {
                let mut bad = bytes.clone();
                bad[at] ^= flip;
                let _ = read_all(&bad, &names);
            }
        }
    }
}
