//! This state beside another one. In: the other state's program, texts. Out: a table of both, and their ratio.
//!
//! Both programs cite the same texts in turn (`congbao cite --jsonl`, one thread, output thrown away), round
//! by round, so that a machine whose speed drifts moves both sides. What a program takes for no text at all
//! (its registries) is taken off.

use super::spread;
use anyhow::{Context as _, Result, ensure};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Clock ticks a second in `/proc`, the same on every Linux of today.
const TICKS: f64 = 100.0;

/// Prints megabytes a second of both and the ratio of their speeds.
///
/// # Errors
/// A program that does not run, a machine without `/proc`.
pub fn compare(before: &Path, texts: &[String], rounds: usize) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (nothing, all) = (folder.path().join("nothing.jsonl"), folder.path().join("texts.jsonl"));
    std::fs::write(&nothing, "{\"id\": 0, \"text\": \"\"}\n")?;
    let mut lines = std::io::BufWriter::new(std::fs::File::create(&all)?);
    for (id, text) in texts.iter().enumerate() {
        writeln!(lines, "{}", serde_json::json!({ "id": id, "text": text }))?;
    }
    lines.into_inner()?;
    let bytes: usize = texts.iter().map(String::len).sum();
    let programs = [before, Path::new(env!("CARGO_BIN_EXE_congbao"))];
    let mut times = [vec![], vec![]];
    for _ in 0..rounds {
        for (program, times) in programs.iter().zip(&mut times) {
            let start = cite(program, folder.path(), &nothing)?;
            times.push(cite(program, folder.path(), &all)? - start);
        }
    }
    println!("\n{:44}{:>9}{:>9}{:>9}", "congbao cite, MB/s", "least", "median", "most");
    for (what, times) in ["before", "now"].iter().zip(&times) {
        let [least, median, most] = spread(times.iter().map(|time| bytes as f64 / 1e6 / time).collect());
        println!("{what:44}{least:9.2}{median:9.2}{most:9.2}");
    }
    let ratios = times[0].iter().zip(&times[1]).map(|(before, now)| before / now).collect();
    let [least, median, most] = spread(ratios);
    println!("{:44}{least:9.2}{median:9.2}{most:9.2}", "speed now / before (0.90 and more is wanted)");
    Ok(())
}

/// Seconds of CPU that a program takes for a file.
fn cite(program: &Path, folder: &Path, file: &Path) -> Result<f64> {
    let before = children()?;
    let status = Command::new(program)
        .args(["cite", "--jsonl", "--root"])
        .args([folder, file])
        .env("RAYON_NUM_THREADS", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .with_context(|| program.display().to_string())?;
    ensure!(status.success(), "{} cite: {status}", program.display());
    Ok(children()? - before)
}

/// CPU of all children that have ended.
fn children() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").context("/proc/self/stat")?;
    // Behind the name in brackets, which may have spaces: fields 14 and 15 are the children's user and system time.
    let fields: Vec<&str> = stat.rsplit_once(')').context("/proc/self/stat")?.1.split_whitespace().collect();
    let ticks: u64 =
        fields.get(13..15).context("/proc/self/stat")?.iter().filter_map(|field| field.parse::<u64>().ok()).sum();
    Ok(ticks as f64 / TICKS)
}
