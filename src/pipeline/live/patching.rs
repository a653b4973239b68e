//! Files that changed → the last moment with them, at once.

use super::files::{File, Good, read};
use super::moment::Moment;
use super::{Live, problems};
use crate::check;
use crate::content::RawDocument;
use crate::corpus::{Changes, id_of};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::hidden::hide;
use crate::pipeline::base::Base;
use crate::pipeline::documents::Citer;
use crate::pipeline::findings::place;
use crate::pipeline::linking::{Linked, check_some};
use crate::pipeline::reusing::Reuse;
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Sites with more problems see the page first, and warnings about it a moment later: so many cannot be copied in no
/// time.
const AT_ONCE: usize = 4000;
/// Sites with so many documents know at once which passages they share.
const REUSE_AT_ONCE: usize = 100;

/// Files that were read anew.
#[derive(Default)]
struct ReadFiles {
    /// Documents that are to be shown.
    good: Vec<(RawDocument, Source, Vec<Diagnostic>)>,
    /// Documents that are no longer there, by id, with the path that they had.
    gone: BTreeMap<String, Arc<str>>,
    /// A draft may have come, or gone.
    drafts: bool,
}

impl Live {
    /// Shows what became of the files at `paths`.
    pub(super) fn patch(&mut self, paths: BTreeSet<String>) {
        let Some((mut base, moment)) = self.base.clone().zip(self.moment.clone()) else { return };
        if let Some(keeping) = &mut self.keeping {
            paths.iter().for_each(|path| keeping.readings.outdate(path));
            keeping.is_due = true;
        }
        let ReadFiles { good, gone, drafts } = self.read_again(&base, &paths);
        self.rename(&mut base, &good, &gone);
        let mut said = Vec::new();
        let mut anew = Vec::with_capacity(good.len());
        for (raw, source, mut problems) in good {
            let path = Arc::clone(&raw.path);
            let source = hide(source, raw.body);
            let head = problems.len();
            let document = Citer::new(&base).cite(&source, raw, &mut problems);
            self.shared.texts.keep(document.raw.content_hash, Arc::new(source));
            let file = File::cited(Arc::new(document.clone()), head, problems).found_by(&base);
            self.files.insert(path, file);
            anew.push(document);
        }
        // A document that vanished, or a new one whose place is taken, is a matter of the whole site.
        self.unsettled |= !gone.is_empty() || !anew.is_empty();
        if !anew.is_empty() {
            let changes = self.corpus.read_anew(&base.registries, anew, &gone.into_values().collect());
            self.show_changes(&base, &moment, changes, &mut said);
        } else if drafts {
            self.show(base.clone(), Arc::clone(&moment.snapshot.site), moment.unread.clone());
        }
        self.base = Some(base.clone());
        for file in paths.iter().filter_map(|path| self.files.get(path.as_str())) {
            said.extend(file.problems.iter().cloned());
        }
        let moment = self.moment.as_ref().unwrap_or(&moment);
        let judged = problems::judged(&base, &moment.snapshot.corpus, &paths, said);
        let grave = |problems: &[Diagnostic]| problems.iter().any(|problem| problem.severity == Severity::Error);
        let mut files = judged.iter();
        let urgent = files.any(|(file, new)| grave(new) || grave(problems::of_file(&self.problems, file)));
        self.due.extend(judged);
        if urgent || self.problems.len() <= AT_ONCE {
            self.problems = problems::replace(&self.problems, &std::mem::take(&mut self.due));
        }
    }

    /// Reads the files; those that are broken, drafts or gone are seen to.
    fn read_again(&mut self, base: &Base, paths: &BTreeSet<String>) -> ReadFiles {
        let mut reading = ReadFiles::default();
        for path in paths {
            let old = self.files.get(path.as_str());
            let was_shown = old.is_some_and(|old| old.shown(base).is_some());
            if !base.path(path).symlink_metadata().is_ok_and(|found| found.is_file()) {
                if let Some(good) = self.files.remove(path.as_str()).and_then(|old| old.good) {
                    reading.drafts |= good.raw().front_matter.draft;
                    self.unsettled = true;
                    let id = id_of(&good.raw().front_matter).filter(|_| was_shown);
                    reading.gone.extend(id.map(|id| (id, Arc::from(path.as_str()))));
                }
                continue;
            }
            let (read, problems) = read(base, path);
            match read {
                None => {
                    let file = match old {
                        Some(old) => old.clone().broken_now(problems),
                        None => File::broken(None, problems),
                    };
                    self.files.insert(path.as_str().into(), file);
                }
                Some((raw, _)) if raw.front_matter.draft && !base.options.drafts => {
                    reading.drafts = true;
                    // The names it gave itself are gone with it, and its address is a draft's from now on.
                    let shown = old.and_then(|old| old.shown(base));
                    let id = shown.and_then(|good| id_of(&good.raw().front_matter));
                    reading.gone.extend(id.map(|id| (id, Arc::from(path.as_str()))));
                    self.files.insert(path.as_str().into(), File::good(Good::Raw(Arc::new(raw)), problems));
                    self.unsettled = true;
                }
                // Touched, not changed.
                Some((raw, _)) if old.is_some_and(|old| old.is_read(base, &raw)) => {}
                Some((raw, source)) => reading.good.push((raw, source, problems)),
            }
        }
        reading
    }

    /// Names that documents give themselves may be others now: documents in whose scope they are are read again when
    /// there is time.
    fn rename(
        &mut self,
        base: &mut Base,
        good: &[(RawDocument, Source, Vec<Diagnostic>)],
        gone: &BTreeMap<String, Arc<str>>,
    ) {
        let old = |path: &str| self.files.get(path).and_then(|file| file.good.as_ref()).map(Good::raw);
        let named = |raw: &RawDocument| {
            let front_matter = &raw.front_matter;
            (!front_matter.aliases.is_empty())
                .then(|| (front_matter.aliases.clone(), id_of(front_matter), front_matter.issuer.value.clone()))
        };
        let is_renamed = good.iter().any(|(raw, ..)| old(&raw.path).and_then(named) != named(raw)) || !gone.is_empty();
        if !is_renamed {
            return;
        }
        let fresh: BTreeMap<&str, &RawDocument> = good.iter().map(|(raw, ..)| (&*raw.path, raw)).collect();
        let mut all: BTreeMap<&str, &RawDocument> =
            self.files.iter().filter_map(|(path, file)| Some((&**path, file.shown(base)?.raw()))).collect();
        all.extend(fresh);
        base.names = base.names_with(all.into_values().map(|raw| &*raw.front_matter));
        for file in self.files.values_mut() {
            self.unsettled |= file.forget_found_by_others(base);
        }
    }

    /// Small sites know at once what passages a changed document shares, large ones when they are settled. Out: pages
    /// may come or go.
    fn reuse_now(&mut self, base: &Base) -> bool {
        let shown = self.files.values().filter_map(|file| file.shown(base)).map(Good::raw);
        let documents: Vec<_> = shown.map(|raw| (&raw.path, &*raw.front_matter)).collect();
        if documents.len() > REUSE_AT_ONCE {
            return false;
        }
        let reuse = Reuse::new(&base.words, documents.into_iter());
        let differs = reuse.reused != self.shared.reuse.reused;
        self.shared.reuse = Arc::new(reuse);
        differs
    }

    fn show_changes(&mut self, base: &Base, moment: &Moment, mut changes: Changes, said: &mut Vec<Diagnostic>) {
        let mut findings = std::mem::take(&mut changes.findings);
        for index in &changes.documents {
            findings.extend(check::document(&self.corpus, &base.registries, &self.ends, *index, &base.policy()));
        }
        place(&base.root, findings, said);
        let reused = self.reuse_now(base);
        let replanned = || Arc::new(base.plan(&self.corpus, &self.shared.reuse.reused).site);
        let before = &moment.snapshot.site;
        let site = if changes.is_replanned || reused {
            replanned()
        } else {
            match before.changed((&moment.snapshot.corpus, &self.corpus), &changes, &base.ledger, &base.config) {
                // What lies below an address that has moved follows; where a page goes that was published, another comes.
                Some(changed) if !before.moved.is_empty() || changed.pages.len() <= before.pages.len() => replanned(),
                Some(changed) => Arc::new(changed),
                None => Arc::clone(before),
            }
        };
        let unread = moment.unread.as_ref().map(|unread| {
            let mut read = unread.to_vec();
            read.resize(self.corpus.documents.len(), false);
            changes.documents.iter().for_each(|index| read[*index] = true);
            read.into()
        });
        // Whether links of other documents lead nowhere now is told when all is settled; while citations are unknown,
        // pages are missing that will be there.
        if unread.is_none() {
            let some_are_missing = self.files.values().any(|file| file.broken);
            let linked = Linked { base, corpus: &self.corpus, site: &site, some_are_missing };
            place(&base.root, check_some(&linked, &changes.documents), said);
        }
        self.show(base.clone(), site, unread);
    }
}
