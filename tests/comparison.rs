//! What is new this year: the directives of one province beside each other, and those of others.

use congbao::compare::{Change, Comparison, Figure, Reference, Row};
use congbao::pipeline::{Loaded, Options, load};
use std::path::Path;

fn site() -> Loaded {
    let loaded = load(Path::new(env!("CARGO_MANIFEST_DIR")), &Options::default()).expect("the folder is there");
    loaded.unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn compared(loaded: &Loaded, older: &str, newer: &str) -> Comparison {
    let find = |name: &str| {
        let found = loaded.corpus.documents.iter().position(|document| document.path.contains(name));
        found.unwrap_or_else(|| panic!("no document {name}"))
    };
    loaded.compare(find(older), find(newer)).expect("the files can be read")
}

const OF_2023: &str = "lao-cai/2023-2024";
const OF_2024: &str = "lao-cai/2024-2025";

#[test]
#[ignore = "prints"]
fn print() {
    let loaded = site();
    let names = [OF_2023, OF_2024, "lai-chau/", "lang-son/", "lao-cai/2022"];
    for a in names {
        for b in names {
            let c = compared(&loaded, a, b);
            println!("{a} {b}: {} % of older, {} % of newer", c.older_overlap.percent(), c.newer_overlap.percent());
        }
    }
    let c = compared(&loaded, OF_2023, OF_2024);
    let texts = |r: &[Reference]| r.iter().map(|r| r.text.clone()).collect::<Vec<_>>();
    println!(
        "kept {:?}\nnew {:?}\ngone {:?}",
        texts(&c.references.kept),
        texts(&c.references.new),
        texts(&c.references.gone)
    );
    for (a, b) in &c.references.followed {
        println!("followed {} -> {}", c.references.gone[*a].text, c.references.new[*b].text);
    }
    let f = |f: &[Figure]| f.iter().map(|f| f.text.clone()).collect::<Vec<_>>();
    println!(
        "changed {:?}\nnew {:?}\ngone {:?}",
        c.figures.changed.iter().map(|(a, b)| (&a.text, &b.text)).collect::<Vec<_>>(),
        f(&c.figures.new),
        f(&c.figures.gone)
    );
    for row in &c.rows {
        match row {
            Row::Kept { new, moved, .. } => println!("= {moved} {}", c.newer[*new].text),
            Row::Changed { pieces, moved, .. } => {
                let words = pieces.iter().map(|p| match p.change {
                    Change::Kept => p.text.clone(),
                    Change::Dropped => format!("[-{}-]", p.text),
                    Change::Added => format!("{{+{}+}}", p.text),
                });
                println!("~ {moved} {}", words.collect::<Vec<_>>().join(" "));
            }
            Row::Added(new) => println!("+ {}", c.newer[*new].text),
            Row::Dropped(old) => println!("- {}", c.older[*old].text),
        }
    }
}
