//! What anyone can check of a published site: the list of all its files, and the office's signature of it.
//!
//! In: paths with what the files hold; a key. Out: the texts of the list ([`list`]), keys and signatures in the format
//! of minisign ([`key`]). No disk: `publish` writes, `verify` reads.
//!
//! ```text
//! data/manifest.json           the root: program, site, day, the shards with their SHA-256
//! data/manifest/0000.tsv       a shard: files by folder, with size and SHA-256
//! data/manifest.json.minisig   the signature of the root; in no list, since it is made of it
//! data/congbao.pub             the office's public key: the file `congbao.pub` beside `congbao.yaml`
//! ```

pub mod key;
pub mod list;

/// The root of the list, within the output folder.
pub const ROOT: &str = "data/manifest.json";
/// The folder of its shards.
pub const SHARDS: &str = "data/manifest/";
/// The signature of the root.
pub const SIGNATURE: &str = "data/manifest.json.minisig";
/// The public key as the site shows it.
pub const PUBLISHED_KEY: &str = "data/congbao.pub";
/// The file of the public key, at the root of a site.
pub const KEY_FILE: &str = "congbao.pub";

/// The program's own files in the output folder begin so. They are not for the server, and in no list.
pub const OWN: &str = ".congbao-";

/// Whether a file of the site is of the list itself, and so in no shard.
pub fn is_of_list(path: &str) -> bool {
    path == ROOT || path == SIGNATURE || path.starts_with(SHARDS)
}
