//! The traces of all pages as they are kept between runs.
//!
//! In: facts by kind, name and value; pages, each with what makes it, what it read and what its file held. Out: bytes, and
//! the same again. Names stand once, numbers are short, the facts of a page are told by the distance from one to the next.

use super::Kind;
use crate::address::published::FileDigest;

/// A fact as it was when the pages were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptFact {
    /// Its kind.
    pub kind: Kind,
    /// Index in [`Traces::names`].
    pub name: u32,
    /// The hash of its value.
    pub value: u64,
}

/// A page as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPage {
    /// Its address, in [`Traces::names`].
    pub address: u32,
    /// What makes it.
    pub job: u64,
    /// What its file held.
    pub digest: FileDigest,
    /// What it read: ascending indexes in [`Traces::facts`].
    pub facts: Box<[u32]>,
}

/// The traces of all pages of one output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// Of what holds for all pages: options of the run.
    pub options: u64,
    /// Names of facts and addresses of pages, each once.
    pub names: Vec<Box<str>>,
    /// All facts that pages read.
    pub facts: Vec<KeptFact>,
    /// The pages, in the order of the site.
    pub pages: Vec<KeptPage>,
}

impl Traces {
    /// As bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.names.len() * 48 + self.facts.len() * 12 + self.pages.len() * 96);
        bytes.extend(self.options.to_le_bytes());
        number(&mut bytes, self.names.len() as u64);
        for name in &self.names {
            number(&mut bytes, name.len() as u64);
            bytes.extend(name.as_bytes());
        }
        number(&mut bytes, self.facts.len() as u64);
        for KeptFact { kind, name, value } in &self.facts {
            bytes.push(*kind);
            number(&mut bytes, u64::from(*name));
            bytes.extend(value.to_le_bytes());
        }
        number(&mut bytes, self.pages.len() as u64);
        for KeptPage { address, job, digest, facts } in &self.pages {
            number(&mut bytes, u64::from(*address));
            bytes.extend(job.to_le_bytes());
            number(&mut bytes, digest.size);
            bytes.extend(digest.sha256);
            number(&mut bytes, facts.len() as u64);
            let mut last = 0;
            for fact in facts {
                number(&mut bytes, u64::from(fact - last));
                last = *fact;
            }
        }
        bytes
    }

    /// From bytes that [`Traces::to_bytes`] made; `None` where these are others.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = Rest(bytes);
        let options = rest.whole()?;
        let names = rest.many(|rest| {
            let length = rest.number()? as usize;
            Some(std::str::from_utf8(rest.take(length)?).ok()?.into())
        })?;
        let is_name = |name: u64| u32::try_from(name).ok().filter(|name| (*name as usize) < names.len());
        let facts = rest.many(|rest| {
            let kind = rest.take(1)?[0];
            Some(KeptFact { kind, name: is_name(rest.number()?)?, value: rest.whole()? })
        })?;
        let pages = rest.many(|rest| {
            let address = is_name(rest.number()?)?;
            let job = rest.whole()?;
            let digest = FileDigest { size: rest.number()?, sha256: rest.take(32)?.try_into().ok()? };
            let mut last = 0;
            let read = rest.many(|rest| {
                last = u32::try_from(rest.number()? + u64::from(last)).ok()?;
                Some(last).filter(|fact| (*fact as usize) < facts.len())
            })?;
            Some(KeptPage { address, job, digest, facts: read.into() })
        })?;
        rest.0.is_empty().then_some(Self { options, names, facts, pages })
    }
}

fn number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Bytes that are still to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn whole(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn many<T>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number()? as usize;
        // Each takes a byte or more: a wrong number asks for no more memory than the bytes have.
        let mut all = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            all.push(one(self)?);
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_come_back_as_they_were_and_broken_ones_not_at_all() {
        let digest = FileDigest { size: 70_000, sha256: [7; 32] };
        let page = |address, facts: &[u32]| KeptPage { address, job: u64::MAX, digest, facts: facts.into() };
        let traces = Traces {
            options: 9,
            names: vec!["/".into(), "ubnd/1".into(), "\0".into()],
            facts: (0..300).map(|at| KeptFact { kind: 3, name: at % 3, value: u64::from(at) << 40 }).collect(),
            pages: vec![page(0, &[]), page(1, &[0, 1, 128, 299])],
        };
        let bytes = traces.to_bytes();
        assert_eq!(Traces::from_bytes(&bytes), Some(traces));
        for length in 0..bytes.len() {
            assert_eq!(Traces::from_bytes(&bytes[..length]), None, "{length}");
        }
    }
}
