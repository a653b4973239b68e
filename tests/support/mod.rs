//! A site in a temporary folder, built by the real program.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A site under test.
pub struct SiteTest {
    folder: TempDir,
}

/// What one run of the program did.
#[derive(Debug)]
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// All that was said.
    pub fn said(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

pub const CONFIG: &str = "title: Trang thử\nbase_url: https://vanban.example.vn/\nportal: Cổng thử\nlanguage: vi\n";

pub const ISSUERS: &str = "\
- key: ubnd-tinh-lao-cai
  name: UBND tỉnh Lào Cai
  official_name: Ủy ban nhân dân tỉnh Lào Cai
  codes: [UBND]
  level: province
  system: state
  place: Lào Cai
  province: Lào Cai
";

/// A directive with the body given, valid and complete.
pub fn directive(number: &str, date: &str, body: &str) -> String {
    format!(
        "---\ntype: chi-thi\nnumber: {number}\ndate: {date}\nissuer: ubnd-tinh-lao-cai\ntitle: Về việc thử\npublished: 2026-01-02\n---\n\n{body}\n"
    )
}

impl SiteTest {
    /// A site with a configuration and one registered issuer, and no documents.
    pub fn new() -> Self {
        let site = Self { folder: TempDir::with_prefix("trang thử ").expect("a temporary folder") };
        site.file("congbao.yaml", CONFIG).file("content/issuers.yaml", ISSUERS);
        site
    }

    /// An empty folder.
    pub fn empty() -> Self {
        Self { folder: TempDir::with_prefix("trang mới ").expect("a temporary folder") }
    }

    /// The committed site of this repository, copied.
    pub fn committed() -> Self {
        let site = Self { folder: TempDir::with_prefix("congbao ").expect("a temporary folder") };
        let root = repository();
        copy(&root.join("content"), &site.root().join("content"));
        std::fs::copy(root.join("congbao.yaml"), site.root().join("congbao.yaml")).expect("congbao.yaml copied");
        site
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file.
    pub fn file(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folder made");
        std::fs::write(path, text).expect("file written");
        self
    }

    /// Adds to the configuration that documents are offered in every form.
    pub fn every_form(&self) -> &Self {
        let config = self.read("congbao.yaml");
        self.file("congbao.yaml", format!("{config}formats: [txt, akn]\n"))
    }

    /// Removes a file.
    pub fn remove(&self, path: &str) -> &Self {
        std::fs::remove_file(self.root().join(path)).expect("file removed");
        self
    }

    /// A file's text.
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn exists(&self, path: &str) -> bool {
        self.root().join(path).exists()
    }

    /// Runs the program in the site's folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(program());
        command.args(arguments).current_dir(self.root());
        run(speechless(&mut command))
    }

    /// `congbao build`, which must succeed.
    pub fn build(&self) -> Run {
        let run = self.run(&["build"]);
        assert_eq!(run.status, 0, "{}", run.said());
        run
    }

    /// The records of a list of data of the built site: of all its shards, by document, then in their order.
    pub fn data(&self, name: &str) -> Vec<serde_json::Value> {
        let folder = self.root().join("output/data").join(name);
        let mut shards: Vec<PathBuf> = std::fs::read_dir(folder).map_or_else(
            |_| Vec::new(),
            |files| {
                files
                    .map(|file| file.expect("a file").path())
                    .filter(|path| path.extension().is_some_and(|end| end == "gz"))
                    .collect()
            },
        );
        shards.sort();
        let mut records: Vec<serde_json::Value> =
            shards.iter().flat_map(|path| records(&std::fs::read(path).expect("a shard"))).collect();
        // Relations have neither: what editors declare comes first, what others report last.
        let of = |record: &serde_json::Value| {
            record["document"].as_str().or(record["id"].as_str()).unwrap_or_default().to_owned()
        };
        records.sort_by_key(|record| (of(record), record["declared"] == false, record["reported_by"].is_string()));
        records
    }

    /// The problems of `congbao check --format json`.
    pub fn problems(&self) -> Vec<serde_json::Value> {
        let run = self.run(&["check", "--format", "json"]);
        run.stdout.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect()
    }

    /// Codes of errors and warnings, in order.
    pub fn codes(&self) -> Vec<String> {
        let problems = self.problems();
        let grave = problems.iter().filter(|problem| problem["severity"] != "info");
        grave.map(|problem| problem["code"].as_str().expect("a code").to_owned()).collect()
    }
}

/// The folder of this repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program under test.
pub fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_congbao"))
}

/// An environment that asks for no language and no colours: what a test sees must not depend on the machine.
pub fn speechless(command: &mut Command) -> &mut Command {
    for variable in ["LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command
}

pub fn run(command: &mut Command) -> Run {
    let output = command.output().expect("the program starts");
    Run {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Every file below a folder with its bytes, by path.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.expect("readable");
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder).expect("below").to_string_lossy().into_owned();
            files.insert(path, std::fs::read(entry.path()).expect("readable"));
        }
    }
    files
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in tree(from) {
        let path = to.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folder made");
        std::fs::write(path, bytes).expect("file written");
    }
}

/// The records of a shard of data: JSON Lines, packed with gzip.
pub fn records(packed: &[u8]) -> Vec<serde_json::Value> {
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(packed), &mut text).expect("gzip");
    text.lines().map(|line| serde_json::from_str(line).expect("one record a line")).collect()
}
