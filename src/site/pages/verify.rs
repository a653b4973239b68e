//! How anyone checks that a copy of the site is what the office has published.
//!
//! In: the configuration, the office's public key. Out: one page, with commands that fit this site.

use crate::address::FOR_SERVERS;
use crate::diagnostic::Diagnostic;
use crate::signing;
use crate::signing::key::PublicKey;
use crate::site::plan::Planner;
use crate::site::views::Scene;
use crate::site::{Job, Page, Renderer};
use serde::Serialize;

/// Address of the page.
pub const VERIFY: &str = "/kiem-tra/";

/// One page.
pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.add(VERIFY, Job::Verify);
}

/// The page.
#[derive(Debug, Serialize)]
pub struct VerifyView<'a> {
    /// Base address of the site.
    pub site: &'a str,
    /// The office's key.
    pub key: Option<KeyView>,
    /// The command that checks everything.
    pub command: String,
    /// Checks the signature of the list, with tools that everyone has.
    pub list_by_hand: String,
    /// Checks all files by that list, with the same tools.
    pub files_by_hand: String,
}

/// A public key.
#[derive(Debug, Serialize)]
pub struct KeyView {
    /// In one line.
    pub text: String,
    /// Its number.
    pub id: String,
}

/// The view.
pub fn view<'a>(scene: Scene<'a>) -> VerifyView<'a> {
    let site = scene.world.config.base_url.as_str();
    let key = scene.world.config.public_key.as_ref();
    let command = match key {
        Some(key) => format!("congbao verify {site} --public-key {}", key.text()),
        None => format!("congbao verify {site}"),
    };
    let list_by_hand = list_by_hand(site, key);
    let files_by_hand = files_by_hand(site);
    let key = key.map(|key| KeyView { text: key.text(), id: key.id() });
    VerifyView { site, key, command, list_by_hand, files_by_hand }
}

/// An address as a shell takes it as it is.
fn quoted(address: &str) -> String {
    format!("'{}'", address.replace('\'', "%27"))
}

/// Fetches the root of the list and, where the office signs, its signature, into a new folder.
fn list_by_hand(site: &str, key: Option<&PublicKey>) -> String {
    let (root, signature) = (signing::ROOT, signing::SIGNATURE);
    let fetch = |path: &str| format!("curl -fsS --create-dirs -o {path} {}", quoted(&format!("{site}{path}")));
    let start = format!("mkdir kiem-tra && cd kiem-tra &&\n{}", fetch(root));
    match key {
        Some(key) => format!("{start} &&\n{} &&\nminisign -Vm {root} -P {}", fetch(signature), key.text()),
        None => start,
    }
}

/// Fetches what the list names and compares it, first its shards, then the files. A page is fetched by the address at
/// which it is read. What leads out of the folder ends the command: without a signature the list is anyone's.
fn files_by_hand(site: &str) -> String {
    let for_servers = FOR_SERVERS.map(|path| path.replace('.', "\\.")).join("|");
    let of_root = signing::ROOT;
    let shards = signing::SHARDS;
    format!(
        r#"site={site}
get() {{
  awk -v site="$site" '{{
    file = url = substr($0, 67)
    if (url ~ /(^|\/)index\.html$/) sub(/index\.html$/, "", url)
    printf "url = \"%s%s\"\noutput = \"%s\"\n", site, url, file
  }}' "$1" | curl -fsSgZ --parallel-max 8 --create-dirs -K -
  sha256sum --quiet -c "$1"
}}
awk -F'"' '/^"[0-9a-f]+": \["/ {{ print $4 "  {shards}" $2 ".tsv" }}' {of_root} > parts &&
get parts &&
cut -c 67- parts | xargs awk -F'\t' '
  /^\/\/|\.\.\// {{ exit 1 }}
  /^\// {{ folder = substr($0, 2); next }}
  folder $1 !~ /^({for_servers})$/ {{ print $3 "  " folder $1 }}' > files &&
get files && echo "OK: $(wc -l < files)""#,
        site = quoted(site),
    )
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(renderer: &Renderer, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
    let name = scene.text("page-verify");
    let frame = renderer.frame(scene, page, name).below(scene, &[], name).described(scene.text("page-verify-lead"));
    renderer.templates.render("verify.html", &frame, "verify", &view(scene), &[])
}
