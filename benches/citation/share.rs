//! The finder's part of a full build. In: a site's folder. Out: CPU of the build into an empty folder,
//! of the finder alone.

use super::{cpu, spread};
use anyhow::{Context as _, Result};
use congbao::citation::find::{NameTable, find};
use congbao::citation::{Context, Lexicon};
use congbao::document::flow::flows;
use congbao::document::{self, Flow};
use congbao::pipeline::{self, BuildOptions};
use congbao::publish::{self, Stage};
use congbao::source::Source;
use std::collections::BTreeMap;
use std::path::Path;

/// Builds the site into an empty folder, on one thread, as `congbao build` does (its system time counts too).
///
/// # Errors
/// The site does not build, or cannot be read or written.
pub fn of_a_build(site: &Path, rounds: usize) -> Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let mut shares = Vec::new();
    let mut last = (0.0, 0.0, 0, 0);
    for _ in 0..rounds {
        // The folder is removed when the clock stands: that is no part of a build.
        let (build, built) = pool.install(|| {
            cpu(|| -> Result<_> {
                let loaded = pipeline::load(site, &BuildOptions::default()).ok().context("the site cannot be read")?.0;
                let folder = tempfile::tempdir()?;
                let stage = Stage::begin(&folder.path().join("output"), publish::PublishOptions::default());
                let stage = stage.ok().context("the output folder cannot be used")?;
                let promise = pipeline::Promise { permanent: &BTreeMap::new(), grows_ledger: false };
                let report = pipeline::publish(
                    &loaded,
                    stage,
                    promise,
                    &pipeline::Memory::default(),
                    &|_| [0; 32],
                    &pipeline::Progress::default(),
                );
                let files =
                    report.map(|published| published.report.written).ok().context("the site was not published")?;
                Ok((loaded, files, folder))
            })
        });
        let (loaded, files, _folder) = built?;
        let texts: std::io::Result<Vec<(Source, Vec<Flow>, &str)>> = loaded
            .corpus
            .documents
            .iter()
            .map(|document| {
                let text = std::fs::read_to_string(site.join(&*document.path))?;
                let source = Source::new(&*document.path, text);
                let flows = flows(&document::parse(&source, document.text.body, &mut Vec::new()));
                Ok((source, flows, document.front_matter.issuer.value.as_str()))
            })
            .collect();
        let texts = texts?;
        let lexicon = Lexicon::new(loaded.registries());
        let names = NameTable::default();
        let (finding, count) = cpu(|| {
            let found = texts.iter().map(|(source, flows, issuer)| {
                let context = Context {
                    registries: loaded.registries(),
                    lexicon: &lexicon,
                    issuer: Some(issuer),
                    province: None,
                    names: &names,
                    trace: None,
                };
                find(source, flows, &context).len()
            });
            found.sum::<usize>()
        });
        shares.push(finding / build * 100.0);
        last = (build, finding, files, count);
    }
    let [least, median, most] = spread(shares);
    let (build, finding, files, count) = last;
    println!("\nfinder's part of a build's CPU: {median:.2} % (least {least:.2}, most {most:.2})");
    println!("the last round: {build:.3} s for {files} files, {finding:.3} s for {count} citations");
    Ok(())
}
