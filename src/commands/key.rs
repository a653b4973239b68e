//! `congbao key`: makes the office's key, by which it signs what it publishes.
//!
//! In: where the secret key goes, a password. Out: the secret key, which only its owner may read, outside of the site;
//! the public key as `congbao.pub` beside `congbao.yaml`, which every build publishes.

use super::report::{ColorWhen, Reporter};
use super::{Exit, ProblemFormat, SiteArguments, is_site, parse_language, whole};
use crate::catalogue::{Language, text};
use crate::publish;
use crate::signing::KEY_FILE;
use crate::signing::key::{KeyFault, SecretKey};
use clap::Args;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Arguments of `congbao key`.
#[derive(Clone, Debug, Args)]
pub struct KeyArguments {
    /// Where the secret key goes: a new file outside of the site
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Folder of the site (the one with congbao.yaml)
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Without a password: whoever has the file can sign
    #[arg(long)]
    no_password: bool,
    /// Language of messages: vi or en (default: that of the environment, else the site's)
    #[arg(long, value_name = "LANG", value_parser = parse_language)]
    lang: Option<Language>,
    /// When messages have colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    color: ColorWhen,
}

/// A password that nobody is there to type.
pub(super) const PASSWORD: &str = "CONGBAO_KEY_PASSWORD";

/// Makes a key.
pub fn run(arguments: &KeyArguments) -> Exit {
    let KeyArguments { file, root, .. } = arguments;
    let site = SiteArguments::of(root, arguments.lang, ProblemFormat::Human, arguments.color);
    let reporter = Reporter::new(&site);
    if !is_site(root, &reporter) {
        return Exit::Usage;
    }
    let shown = file.display().to_string();
    if publish::is_within(file, root) {
        reporter.failure("key-in-site", &[("path", &shown)]);
        return Exit::Usage;
    }
    let public_file = root.join(KEY_FILE);
    for path in [file, &public_file] {
        if path.symlink_metadata().is_ok() {
            reporter.failure("key-exists", &[("path", &path.display().to_string())]);
            return Exit::Usage;
        }
    }
    let password = match arguments.no_password {
        true => None,
        false => match password(&reporter, true) {
            Some(password) => Some(password),
            None => return Exit::Usage,
        },
    };
    let Ok((secret, public)) = SecretKey::generate(password) else {
        tell(&reporter, KeyFault::System, &shown);
        return Exit::Usage;
    };
    // The secret first: a public key without one would promise what nobody can keep.
    let public_text = public.file();
    let written = write_secret(file, &secret).map_err(|error| (file, error));
    let written = written
        .and_then(|()| whole::put_new(&public_file, public_text.as_bytes()).map_err(|error| (&public_file, error)));
    if let Err((path, error)) = written {
        let path = path.display().to_string();
        reporter.failure("file-unwritable", &[("path", &path), ("reason", &error.to_string())]);
        return Exit::Usage;
    }
    reporter.result(&public.text());
    reporter.say("key-made", &[("path", &shown), ("public", &public_file.display().to_string()), ("id", &public.id())]);
    Exit::Good
}

/// A file that is its owner's alone from its first byte on.
fn write_secret(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// The password: from the environment, else as typed, twice where it is `new`. `None`: there is none, which was said.
pub(super) fn password(reporter: &Reporter, is_new: bool) -> Option<String> {
    if let Ok(password) = std::env::var(PASSWORD) {
        return Some(password);
    }
    let ask = |key| rpassword::prompt_password(text(reporter.language(), key)).ok();
    let Some(typed) = ask("key-password") else {
        reporter.failure("key-no-terminal", &[("variable", PASSWORD)]);
        return None;
    };
    if is_new && (typed.is_empty() || ask("key-password-again")? != typed) {
        reporter.failure("key-passwords-differ", &[]);
        return None;
    }
    Some(typed)
}

/// Says why a secret key cannot be used.
pub(super) fn tell(reporter: &Reporter, fault: KeyFault, path: &str) {
    let code = match fault {
        KeyFault::Unreadable => "key-unreadable",
        KeyFault::Password => "key-password-wrong",
        KeyFault::System => "key-system",
    };
    reporter.failure(code, &[("path", path)]);
}
