//! The finder's part of a full build. In: a site's folder. Out: CPU of the build without writing, of the finder alone.

use super::{cpu, spread};
use congbao::citation::find::{NameTable, find};
use congbao::citation::{Context, Lexicon};
use congbao::document::flow::flows;
use congbao::document::{self, Flow};
use congbao::pipeline::{self, Options};
use congbao::source::Source;
use std::path::Path;

/// Builds the site in memory, every page of it, on one thread; writing would only make our part smaller.
pub fn of_a_build(site: &Path, rounds: usize) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let mut shares = Vec::new();
    let mut last = (0.0, 0.0, 0, 0);
    for _ in 0..rounds {
        let (build, (loaded, bytes)) = pool.install(|| {
            cpu(|| {
                let loaded = pipeline::load(site, &Options::default()).unwrap().ok().unwrap();
                let bytes: usize = loaded.site.pages.iter().map(|page| loaded.make(page).unwrap().len()).sum();
                (loaded, bytes)
            })
        });
        let texts: Vec<(Source, Vec<Flow>, &str)> = loaded
            .corpus
            .documents
            .iter()
            .map(|document| {
                let text = std::fs::read_to_string(site.join(&document.path)).unwrap();
                let source = Source::new(document.path.clone(), text);
                let flows = flows(&document::parse(&source, document.body, &mut Vec::new()));
                (source, flows, document.front_matter.issuer.value.as_str())
            })
            .collect();
        let lexicon = Lexicon::new(&loaded.registries);
        let names = NameTable::default();
        let (finding, count) = cpu(|| {
            let found = texts.iter().map(|(source, flows, issuer)| {
                let context = Context {
                    registries: &loaded.registries,
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
        last = (build, finding, bytes, count);
    }
    let [least, median, most] = spread(shares);
    let (build, finding, bytes, count) = last;
    println!("\nfinder's part of a build's CPU: {median:.2} % (least {least:.2}, most {most:.2})");
    println!(
        "the last round: {build:.3} s for pages of {:.1} MB, {finding:.3} s for {count} citations",
        bytes as f64 / 1e6
    );
}
