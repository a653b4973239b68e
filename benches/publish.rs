//! What publishing costs beside the kernel's own work: `cargo bench --bench publish [files] [folder]`.
//!
//! Writes a site of pages of 18 KB, each in a folder of its own, then publishes it again unchanged, with
//! one page changed, with one page put and the others kept, and with every page changed; beside it the same files by plain `mkdir`, `open`,
//! `write`, and a copy by `cp -r`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench stops at the first thing wrong and talks")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use congbao::address::published::FileDigest;
use congbao::publish::{PublishOptions, Stage};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

fn main() {
    let (flags, arguments): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    // `cargo test --all-targets` runs this too, without the flag: then it only shows that it works.
    let usual = if flags.iter().any(|flag| flag == "--bench") { 12_000 } else { 100 };
    let count: usize = arguments.first().and_then(|count| count.parse().ok()).unwrap_or(usual);
    let folder = arguments.get(1).map_or_else(std::env::temp_dir, PathBuf::from).join("congbao-bench-publish");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let output = folder.join("output");
    let filler = "Căn cứ Luật Giáo dục ngày 14 tháng 6 năm 2019; ".repeat(300);
    let page = |n: usize, turn: usize| format!("{n} in turn {turn}: {filler}");
    let path = |n: usize| format!("van-ban/ubnd-tinh/{}/{n}/index.html", n % 40);

    let plain = folder.join("plain");
    time("plain mkdir, open, write", || {
        (0..count).into_par_iter().for_each(|n| {
            let file = plain.join(path(n));
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, page(n, 0)).unwrap();
        });
    });
    time("plain remove_dir_all", || fs::remove_dir_all(&plain).unwrap());
    let build = |what: &str, flush: bool, changed: &(dyn Fn(usize) -> usize + Sync)| {
        time(what, || {
            let stage = Stage::begin(&output, PublishOptions { no_atomic: false, flush }).unwrap();
            (0..count).into_par_iter().for_each(|n| _ = stage.put(&path(n), page(n, changed(n)).as_bytes()).unwrap());
            stage.commit([changed(0) as u8; 32]).unwrap();
        });
    };
    build("first build", false, &|_| 0);
    build("unchanged, rendered", false, &|_| 0);
    time("unchanged, by fingerprint", || {
        assert!(Stage::begin(&output, PublishOptions::default()).unwrap().unchanged([0; 32]));
    });
    build("one page changed", false, &|n| usize::from(n == 7));
    // As a build does that knows which page has changed: the others are kept without their bytes.
    let digest = |n: usize| FileDigest { size: page(n, 1).len() as u64, sha256: Sha256::digest(page(n, 1)).into() };
    build("all pages, once more", false, &|_| 1);
    let digests: Vec<FileDigest> = (0..count).map(digest).collect();
    for flush in [false, true] {
        time(
            if flush { "one page, the others kept, brought to the disk" } else { "one page, the others kept" },
            || {
                let stage = Stage::begin(&output, PublishOptions { no_atomic: false, flush }).unwrap();
                stage.put(&path(7), page(7, 4 + usize::from(flush)).as_bytes()).unwrap();
                (0..count).into_par_iter().filter(|n| *n != 7).for_each(|n| assert!(stage.keep(&path(n), &digests[n])));
                assert_eq!(stage.commit([9; 32]).unwrap().written, 1);
            },
        );
    }
    build("every page changed", false, &|_| 2);
    build("every page changed, brought to the disk", true, &|_| 3);
    time("cp -r of the output", || copy(&output, &folder.join("copy")));
    fs::remove_dir_all(&folder).unwrap();
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-r").arg(from).arg(to).status().unwrap().success());
}

fn time(what: &str, work: impl FnOnce()) {
    let start = Instant::now();
    work();
    println!("{:8.3} s  {what}", start.elapsed().as_secs_f64());
}
