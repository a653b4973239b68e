//! A plan, documents that were read anew and works that are cited by others than before → the plan with them.
//!
//! In: the site, the corpus it was planned for and the one it is for now, what changed in between. Out: the site. Only pages
//! that follow from who cites whom, and how, are looked at; what else may have changed takes a new plan.
//!
//! It stays as long as the corpus is patched; `corpus/patch` says why.

use super::address::{cited_by_address, cites_address, page_address, picture_address};
use super::plan::timeline;
use super::{CITED_BY_PAGE, Job, LIST_PAGE, Page, Site, cited_by_pages, has_long_cites};
use crate::corpus::former::KnownAddress;
use crate::corpus::neighbours::has_picture;
use crate::corpus::{Changes, Corpus, DocumentIndex, WorkIndex};
use std::collections::BTreeMap;

impl Site {
    /// The site with what became of documents that were read anew. `None`: the pages are the same.
    pub fn changed(
        &self,
        (before, after): (&Corpus, &Corpus),
        Changes { works, documents, .. }: &Changes,
        ledger: &[KnownAddress],
    ) -> Option<Site> {
        let mut old = BTreeMap::new();
        let mut new = BTreeMap::new();
        for index in documents {
            long_lists(before, *index, &mut old);
            long_lists(after, *index, &mut new);
        }
        for work in works {
            pages_of(before, *work, &mut old);
            pages_of(after, *work, &mut new);
        }
        let listed = |corpus: &Corpus, work: &WorkIndex| {
            usize::from(corpus.works.get(*work).is_some_and(|work| !work.cited_by.is_empty()))
        };
        let now = after.works.iter().filter(|work| !work.cited_by.is_empty()).count();
        let changed = |corpus| works.iter().map(|work| listed(corpus, work)).sum::<usize>();
        let then = now + changed(before) - changed(after);
        for (count, pages) in [(then, &mut old), (now, &mut new)] {
            let numbers = 1..=count.div_ceil(LIST_PAGE).max(1);
            pages.extend(numbers.map(|number| (page_address("/vien-dan/", number), Job::Works(number))));
        }
        let gone: Vec<&String> = old.keys().filter(|address| !new.contains_key(*address)).collect();
        let come: Vec<(&String, &Job)> = new.iter().filter(|(address, _)| !old.contains_key(*address)).collect();
        if gone.is_empty() && come.is_empty() {
            return None;
        }
        let mut site = self.clone();
        for address in gone {
            // Contract 4: an address of the ledger answers for ever.
            let promised = ledger.iter().find(|known| known.address == *address);
            match (promised, site.place(address)) {
                (Some(known), Ok(place)) => site.pages[place].job = Job::Uncited(known.label.clone()),
                (None, Ok(place)) => {
                    site.pages.remove(place);
                }
                (_, Err(_)) => {}
            }
        }
        for (address, job) in come {
            let page = Page { address: address.clone(), job: job.clone() };
            match site.place(address) {
                Ok(place) => site.pages[place] = page,
                Err(place) => site.pages.insert(place, page),
            }
        }
        Some(site)
    }
}

fn pages_of(corpus: &Corpus, index: WorkIndex, pages: &mut BTreeMap<String, Job>) {
    let Some(work) = corpus.works.get(index).filter(|_| corpus.has_work(index)) else { return };
    if has_picture(corpus, index) {
        pages.insert(picture_address(&work.address), Job::Picture(index));
    }
    pages.extend(work.issuer.iter().flat_map(|issuer| timeline(corpus, issuer)));
    let passages = work.cited_by.len();
    match work.held {
        Some(document) => pages.extend(
            (1..=cited_by_pages(passages))
                .map(|number| (cited_by_address(&work.address, number), Job::CitedBy(document, number))),
        ),
        None => pages.extend(
            (1..=passages.div_ceil(CITED_BY_PAGE).max(1))
                .map(|number| (page_address(&work.address, number), Job::Work(index, number))),
        ),
    }
}

fn long_lists(corpus: &Corpus, index: DocumentIndex, pages: &mut BTreeMap<String, Job>) {
    let Some(document) = corpus.documents.get(index) else { return };
    if has_long_cites(document) {
        pages.insert(cites_address(&document.address), Job::Cites(index));
    }
}
