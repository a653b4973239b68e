//! What lies below a page and goes where the page goes: its further pages, other forms, attachments, feeds.
//!
//! In: the pages of the plan, addresses that have moved. Out: what answers below the old addresses. A page becomes a
//! small page that leads on. A file keeps its bytes: a program that asked for a PDF can do nothing with a page.

use crate::address;
use crate::content::addresses::without_anchor;
use crate::corpus::{Corpus, DocumentIndex, WorkIndex};
use crate::site::pages::feeds::follow::Followed;
use crate::site::plan::Planner;
use crate::site::{Job, ListKind, Moved};
use std::collections::BTreeMap;

/// Whose a page or file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Of a document.
    Document(DocumentIndex),
    /// Of a work that the site does not hold.
    Work(WorkIndex),
    /// Of a list, or of the body whose list it is.
    List(ListKind),
    /// Of the list of works.
    Works,
}

/// Whose the page or file of this job is; `None`: the site's, and nothing lies below it.
pub fn subject(corpus: &Corpus, job: &Job) -> Option<Subject> {
    match job {
        Job::Document(index)
        | Job::Format(index, _)
        | Job::CitedBy(index, _)
        | Job::Cites(index)
        | Job::Portion(index, _)
        | Job::Version(index, _)
        | Job::News(index)
        | Job::Reuse(index)
        | Job::DocumentTasks(index, _)
        | Job::Attachment(index, _)
        | Job::Image(index, _)
        | Job::Follow(Followed::Document(index) | Followed::Series(index)) => Some(Subject::Document(*index)),
        Job::Work(work, _) | Job::Picture(work) | Job::Follow(Followed::Work(work)) => {
            Some(corpus.works[*work].held.map_or(Subject::Work(*work), Subject::Document))
        }
        Job::List(kind, _) | Job::Filtered(kind, ..) | Job::Feed(kind) | Job::JsonFeed(kind) | Job::Llms(kind) => {
            Some(Subject::List(kind.clone()))
        }
        Job::Timeline(key, _) | Job::AgencyTasks(key, _) | Job::Follow(Followed::Tasks(key)) => {
            Some(Subject::List(ListKind::Issuer(key.clone())))
        }
        Job::Works(_) => Some(Subject::Works),
        Job::Copy(job) => subject(corpus, job),
        Job::Home
        | Job::TaskDoor
        | Job::TaskTopic(..)
        | Job::Index(_)
        | Job::Published
        | Job::Redirect(_)
        | Job::Former(_)
        | Job::Gone(_)
        | Job::Uncited(_)
        | Job::NotFound
        | Job::About
        | Job::Verify
        | Job::Embedded
        | Job::Frames
        | Job::Connections
        | Job::Accessibility
        | Job::Search
        | Job::Offline
        | Job::Worker
        | Job::Manifest
        | Job::OpenSearch
        | Job::Sitemap(_)
        | Job::Robots
        | Job::Shard(..)
        | Job::FormerData(_)
        | Job::SiteData
        | Job::Catalog
        | Job::Linker
        | Job::LinkerIndex
        | Job::LinkerShard(_)
        | Job::OpenApi
        | Job::Table(_)
        | Job::Schema(_)
        | Job::Data
        | Job::RedirectList(_)
        | Job::Asset(_) => None,
    }
}

/// Whether something of this site may have stood below `address`. An old portal had nothing of ours below its pages.
fn may_have_owned(address: &str) -> bool {
    let roots =
        [address::DOCUMENTS, address::WORKS, address::THEMES, address::ISSUERS, address::TYPES, address::SCHOOL_YEARS];
    address.ends_with('/') && roots.iter().any(|root| address.len() > root.len() && address.starts_with(root))
}

/// What lies below each page that has moved answers below its old address, too, as long as no other page stands there.
pub(super) fn follow(planner: &mut Planner<'_>) {
    let mut known: BTreeMap<String, Vec<(String, Job)>> = BTreeMap::new();
    let mut followed = Vec::new();
    let owners: Vec<Moved> = planner.moved.iter().filter(|moved| may_have_owned(&moved.from)).cloned().collect();
    for Moved { from, to } in owners {
        let to = without_anchor(&to).0;
        if !to.ends_with('/') {
            continue;
        }
        let below = known.entry(to.to_owned()).or_insert_with(|| below(planner, to));
        for (rest, job) in below.iter() {
            let old = format!("{from}{rest}");
            if planner.pages.contains_key(&old) {
                continue;
            }
            let new = format!("{to}{rest}");
            let job = if rest.ends_with('/') { Job::Redirect(new.clone()) } else { copy(job) };
            planner.pages.insert(old.clone(), job);
            followed.push(Moved { from: old, to: new });
        }
    }
    planner.moved.extend(followed);
}

/// The same file at another address.
pub(super) fn copy(job: &Job) -> Job {
    Job::Copy(Box::new(job.original().clone()))
}

/// What lies below the page at `address` and is its own: the rest of each address, and what makes it.
fn below(planner: &Planner<'_>, address: &str) -> Vec<(String, Job)> {
    let corpus = planner.input.corpus;
    let Some(owner) = planner.pages.get(address).and_then(|job| subject(corpus, job)) else { return Vec::new() };
    let pages = planner.pages.range(address.to_owned()..).skip(1);
    pages
        .take_while(|(page, _)| page.starts_with(address))
        .filter(|(_, job)| subject(corpus, job).as_ref() == Some(&owner))
        .map(|(page, job)| (page[address.len()..].to_owned(), job.clone()))
        .collect()
}
