//! A plan, documents that were read anew and works that are cited by others than before → the plan with them.
//!
//! In: the site, the corpus it was planned for and the one it is for now, what changed in between. Out: the site. Only
//! pages that follow from who cites whom, and how, are looked at; what else may have changed takes a new plan.
//!
//! It stays as long as the corpus is patched; `corpus/patch` says why.

use super::blocks::{Block, ListPage};
use super::pages::cited_by::{cited_by_address, cited_by_pages};
use super::pages::cites::{cites_address, has_long_cites};
use super::pages::feeds::follow;
use super::pages::files::images;
use super::pages::picture::{has_picture, picture_address};
use super::pages::portion::portion_pages;
use super::pages::vanished::BELOW;
use super::pages::{data, timeline, work, works};
use super::places::Places;
use super::shards::{Shards, shards};
use super::{Job, Page, Site};
use crate::content::config::Config;
use crate::corpus::former::KnownAddress;
use crate::corpus::{Changes, Corpus, DocumentIndex, WorkIndex};
use std::collections::BTreeMap;

impl Site {
    /// The site with what became of documents that were read anew. `None`: the pages are the same.
    pub fn changed(
        &self,
        (before, after): (&Corpus, &Corpus),
        Changes { works: changed_works, documents, .. }: &Changes,
        ledger: &[KnownAddress],
        config: &Config,
    ) -> Option<Site> {
        let each_document = follow::each_document(config, after);
        let mut old = BTreeMap::new();
        let mut new = BTreeMap::new();
        for index in documents {
            for (corpus, pages) in [(before, &mut old), (after, &mut new)] {
                pages_of_text(corpus, *index, pages);
                let work = corpus.documents.get(*index).map(|document| document.work);
                pages.extend(work.and_then(|work| follow::of_work(corpus, each_document, work)).map(alone));
            }
        }
        for work in changed_works {
            pages_of(before, *work, each_document, &mut old);
            pages_of(after, *work, each_document, &mut new);
        }
        for (corpus, pages) in [(before, &mut old), (after, &mut new)] {
            pages.extend(works::pages(corpus).into_iter().map(with_block));
        }
        let gone: Vec<&String> = old.keys().filter(|address| !new.contains_key(*address)).collect();
        let come: Vec<(&String, &Job)> = new
            .iter()
            .filter(|(address, _)| !old.contains_key(*address))
            .map(|(address, (job, _))| (address, job))
            .collect();
        let blocks = self.blocks.quietly();
        let same_blocks = gone.iter().all(|address| !blocks.contains_key(*address))
            && new.iter().all(|(address, (_, block))| blocks.get(address) == block.as_ref());
        let shards = shards(after);
        let same_shards = shards.documents.quietly() == self.shards.documents.quietly()
            && shards.works.quietly() == self.shards.works.quietly();
        if gone.is_empty() && come.is_empty() && same_shards && same_blocks {
            return None;
        }
        let mut site = Self { places: Places::default(), ..self.clone() };
        if !same_shards {
            site.divide(shards);
        }
        for address in &gone {
            site.blocks.open().remove(*address);
        }
        for (address, (_, block)) in &new {
            match block {
                Some(block) => site.blocks.insert(address.clone(), block.clone()),
                None => drop(site.blocks.open().remove(address)),
            }
        }
        for address in gone {
            // Contract 4: an address of the ledger answers for ever.
            let promised = ledger.iter().find(|known| known.address == *address && known.kind != BELOW);
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

    /// Puts the data into these shards.
    fn divide(&mut self, shards: Shards) {
        let mut files = data::files(&shards);
        self.pages.retain(|page| {
            !matches!(page.job, Job::Shard(..) | Job::Table(_) | Job::LinkerShard(_))
                || files.remove(&page.address).is_some()
        });
        for (address, job) in files {
            match self.place(&address) {
                Ok(place) => self.pages[place].job = job,
                Err(place) => self.pages.insert(place, Page { address, job }),
            }
        }
        self.shards = shards;
    }
}

/// Pages with their jobs, and what stands on those of a list.
type Pages = BTreeMap<String, (Job, Option<Block>)>;

fn with_block((address, job, block): ListPage) -> (String, (Job, Option<Block>)) {
    (address, (job, block))
}

fn alone((address, job): (String, Job)) -> (String, (Job, Option<Block>)) {
    (address, (job, None))
}

fn pages_of(corpus: &Corpus, index: WorkIndex, each_document: bool, pages: &mut Pages) {
    let Some(work) = corpus.works.get(index).filter(|_| corpus.has_work(index)) else { return };
    if has_picture(corpus, index) {
        pages.insert(picture_address(&work.address), (Job::Picture(index), None));
    }
    pages.extend(work.issuer.iter().flat_map(|issuer| timeline::pages(corpus, issuer)).map(with_block));
    pages.extend(follow::of_work(corpus, each_document, index).map(alone));
    let passages = work.cited_by.len();
    match work.held {
        Some(document) => pages.extend(
            (1..=cited_by_pages(passages))
                .map(|number| (cited_by_address(&work.address, number), (Job::CitedBy(document, number), None))),
        ),
        None => pages.extend(work::pages(corpus, index).into_iter().map(with_block)),
    }
}

fn pages_of_text(corpus: &Corpus, index: DocumentIndex, pages: &mut Pages) {
    let Some(document) = corpus.documents.get(index) else { return };
    if has_long_cites(document) {
        pages.insert(cites_address(&document.address), (Job::Cites(index), None));
    }
    pages.extend(portion_pages(index, document).map(alone));
    pages.extend(
        images(document).into_iter().map(|(path, address)| (address, (Job::Image(index, path.to_owned()), None))),
    );
}
