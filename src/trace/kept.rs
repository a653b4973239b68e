//! The traces of all pages as they are kept between runs.
//!
//! In: facts by kind, name and value; pages, each with what makes it, what it read and what its file held. Out: bytes, and
//! the same again; the traces of the next run, made of these where little changed ([`Traces::continued`]). Names stand once,
//! numbers are short, the facts of a page are told by the distance from one to the next, in memory as well: a page reads
//! hundreds.

use super::Kind;
use crate::address::published::FileDigest;
use std::collections::HashMap;

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
    /// What it read: indexes in [`Traces::facts`].
    pub facts: FactList,
}

/// Ascending numbers, each as its distance from the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactList(Box<[u8]>);

impl FactList {
    /// Of these numbers, in any order.
    pub fn of(mut facts: Vec<u32>) -> Self {
        facts.sort_unstable();
        facts.dedup();
        let mut bytes = Vec::with_capacity(facts.len() * 2);
        let mut last = 0;
        for fact in facts {
            number(&mut bytes, u64::from(fact - last));
            last = fact;
        }
        Self(bytes.into())
    }

    /// The numbers. Of bytes that were altered come others: they mean something only where all are those of facts.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        let (mut rest, mut last) = (Rest(&self.0), 0u32);
        std::iter::from_fn(move || {
            last = last.wrapping_add(rest.number()? as u32);
            Some(last)
        })
    }
}

/// The traces of all pages of one output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// Of what holds for all pages: options of the run.
    pub options: u64,
    /// Pages that were made anew or went since names and facts of no page were left out.
    pub loose: u64,
    /// Names of facts and addresses of pages, each once.
    pub names: Vec<Box<str>>,
    /// All facts that pages read.
    pub facts: Vec<KeptFact>,
    /// The pages, in no order.
    pub pages: Vec<KeptPage>,
}

/// Names and facts of no page stay until a page in so many was made anew or went.
const LOOSE_SHARE: u64 = 4;

impl Traces {
    /// These traces with the pages of `new` instead of those that are not `kept`, their names and facts where they stand:
    /// what kept pages have is not touched. `find`: the number of a name.
    ///
    /// # Errors
    /// Too much would be of no page any more: both as they were.
    pub fn continued(
        mut self,
        new: Self,
        kept: &[bool],
        find: impl Fn(&[Box<str>], &str) -> Option<u32>,
    ) -> Result<Self, Box<(Self, Self)>> {
        let gone = kept.iter().filter(|kept| !**kept).count() as u64;
        if (self.loose + gone) * LOOSE_SHARE >= self.pages.len() as u64 {
            return Err(Box::new((self, new)));
        }
        self.loose += gone;
        let mut at = kept.iter();
        self.pages.retain(|_| at.next().is_some_and(|kept| *kept));
        let known = self.names.len();
        let mut names = Vec::with_capacity(new.names.len());
        for name in new.names {
            names.push(find(&self.names[..known], &name).unwrap_or_else(|| {
                self.names.push(name);
                self.names.len() as u32 - 1
            }));
        }
        let facts = self.take_facts(new.facts, &names, known);
        for KeptPage { address, job, digest, facts: read } in new.pages {
            let facts = FactList::of(read.iter().map(|fact| facts[fact as usize]).collect());
            self.pages.push(KeptPage { address: names[address as usize], job, digest, facts });
        }
        Ok(self)
    }

    /// Takes facts, whose names have the numbers `names`; those below `known` are of these traces. Where they stand now.
    fn take_facts(&mut self, new: Vec<KeptFact>, names: &[u32], known: usize) -> Vec<u32> {
        let mut wanted: HashMap<(Kind, u32), usize> = HashMap::with_capacity(new.len());
        let mut is_wanted = vec![false; known];
        for (at, fact) in new.iter().enumerate() {
            let name = names[fact.name as usize];
            if let Some(is_wanted) = is_wanted.get_mut(name as usize) {
                *is_wanted = true;
                wanted.insert((fact.kind, name), at);
            }
        }
        let mut places: Vec<Option<u32>> = vec![None; new.len()];
        for (place, fact) in self.facts.iter_mut().enumerate().filter(|(_, fact)| is_wanted[fact.name as usize]) {
            if let Some(at) = wanted.get(&(fact.kind, fact.name)) {
                // Pages that stay read it only where it is the same.
                fact.value = new[*at].value;
                places[*at] = Some(place as u32);
            }
        }
        let mut take = |(fact, place): (KeptFact, Option<u32>)| {
            place.unwrap_or_else(|| {
                self.facts.push(KeptFact { name: names[fact.name as usize], ..fact });
                self.facts.len() as u32 - 1
            })
        };
        new.into_iter().zip(places).map(&mut take).collect()
    }

    /// As bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let read: usize = self.pages.iter().map(|page| page.facts.0.len()).sum();
        let mut bytes =
            Vec::with_capacity(self.names.len() * 64 + self.facts.len() * 13 + self.pages.len() * 56 + read);
        bytes.extend(self.options.to_le_bytes());
        number(&mut bytes, self.loose);
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
            number(&mut bytes, facts.0.len() as u64);
            bytes.extend(&facts.0);
        }
        bytes
    }

    /// From bytes that [`Traces::to_bytes`] made; `None` where these are others.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = Rest(bytes);
        let options = rest.whole()?;
        let loose = rest.number()?;
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
            let length = rest.number()? as usize;
            Some(KeptPage { address, job, digest, facts: FactList(rest.take(length)?.into()) })
        })?;
        rest.0.is_empty().then_some(Self { options, loose, names, facts, pages })
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
        let page =
            |address, facts: &[u32]| KeptPage { address, job: u64::MAX, digest, facts: FactList::of(facts.into()) };
        let traces = Traces {
            options: 9,
            loose: 130,
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

    #[test]
    fn the_facts_of_a_page_come_back_in_order() {
        for facts in [vec![], vec![0], vec![7, 0, 7, u32::MAX], (0..1000).collect()] {
            let mut sorted = facts.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(FactList::of(facts).iter().collect::<Vec<_>>(), sorted);
        }
    }

    /// A fact in words: kind, name, value.
    type Told<'a> = (Kind, &'a str, u64);
    /// A page with the facts that it read.
    type Page<'a> = (&'a str, &'a [Told<'a>]);

    /// By words: which page reads which facts of which value.
    fn told(traces: &Traces) -> Vec<(&str, Vec<Told<'_>>)> {
        let fact = |at: u32| {
            let KeptFact { kind, name, value } = traces.facts[at as usize];
            (kind, &*traces.names[name as usize], value)
        };
        let page = |page: &KeptPage| {
            let mut facts: Vec<_> = page.facts.iter().map(fact).collect();
            facts.sort_unstable();
            facts
        };
        let mut told: Vec<_> =
            traces.pages.iter().map(|one| (&*traces.names[one.address as usize], page(one))).collect();
        told.sort();
        told
    }

    fn traces(pages: &[Page<'_>]) -> Traces {
        let mut traces = Traces::default();
        let name = |names: &mut Vec<Box<str>>, name: &str| {
            names.iter().position(|known| **known == *name).unwrap_or_else(|| {
                names.push(name.into());
                names.len() - 1
            }) as u32
        };
        for (address, facts) in pages {
            let mut read = Vec::new();
            for (kind, of, value) in *facts {
                let fact = KeptFact { kind: *kind, name: name(&mut traces.names, of), value: *value };
                read.push(traces.facts.iter().position(|known| *known == fact).unwrap_or_else(|| {
                    traces.facts.push(fact);
                    traces.facts.len() - 1
                }) as u32);
            }
            let digest = FileDigest { size: 1, sha256: [1; 32] };
            let address = name(&mut traces.names, address);
            traces.pages.push(KeptPage { address, job: 5, digest, facts: FactList::of(read) });
        }
        traces
    }

    #[test]
    fn few_new_pages_take_the_place_of_theirs_and_leave_the_others() {
        let names: Vec<String> = (0..20).map(|at| format!("/{at}/")).collect();
        let facts: [Told<'_>; 3] = [(1, "a", 10), (2, "a", 20), (1, "/3/", 30)];
        let old: Vec<Page<'_>> = names.iter().map(|name| (name.as_str(), &facts[..2])).collect();
        let old = traces(&old);
        let new = traces(&[("/3/", &[(2, "a", 20), (1, "/3/", 31), (9, "b", 1)]), ("/x/", &[(1, "a", 10)])]);
        let find = |names: &[Box<str>], name: &str| names.iter().position(|one| **one == *name).map(|at| at as u32);
        let kept: Vec<bool> = (0..20).map(|at| at != 3).collect();
        let next = old.clone().continued(new.clone(), &kept, find).unwrap();
        let others = told(&old).into_iter().filter(|(name, _)| *name != "/3/");
        let mut expected: Vec<_> = others.chain(told(&new)).collect();
        expected.sort();
        assert_eq!(told(&next), expected);
        assert_eq!((next.loose, next.facts.len()), (1, 4), "what is known stands once");
        // Once a quarter has changed, nothing of no page stays.
        let kept: Vec<bool> = (0..20).map(|at| at > 4).collect();
        assert!(old.continued(new, &kept, find).is_err());
    }
}
