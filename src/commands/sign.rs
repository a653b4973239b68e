//! `congbao sign`: signs the list of all files of the site that was built.
//!
//! In: the office's secret key, the output folder. Out: the signature in it, published as every file, in one step. A
//! file that is not as it was built is never signed.

use super::report::{ColorWhen, Reporter};
use super::{Exit, ProblemFormat, SiteArguments, is_site, key, now, parse_language};
use crate::catalogue::Language;
use crate::content::Settings;
use crate::content::config::Config;
use crate::disk;
use crate::publish::{PublishError, PublishOptions, Stage};
use crate::signing::key::{KeyFault, SecretKey};
use crate::signing::list::Root;
use clap::Args;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Arguments of `congbao sign`.
#[derive(Clone, Debug, Args)]
pub struct SignArguments {
    #[command(flatten)]
    secret: SecretArguments,
    /// Folder of the site (the one with congbao.yaml)
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// The folder that was built, where it is not the configured one
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Language of messages: vi or en (default: that of the environment, else the site's)
    #[arg(long, value_name = "LANG", value_parser = parse_language)]
    lang: Option<Language>,
    /// When messages have colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    color: ColorWhen,
}

/// Where the secret key is.
#[derive(Clone, Debug, Args)]
pub struct SecretArguments {
    /// The secret key (default: the file that CONGBAO_KEY names)
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

/// By which the file of the secret key is named.
const KEY: &str = "CONGBAO_KEY";
/// No secret key is larger.
const LARGEST_KEY: u64 = 4096;

/// Signs.
pub fn run(arguments: &SignArguments) -> Exit {
    let root = &arguments.root;
    let site = SiteArguments::of(root, arguments.lang, ProblemFormat::Human, arguments.color);
    let reporter = Reporter::new(&site);
    if !is_site(root, &reporter) {
        return Exit::Usage;
    }
    let settings = Settings::read(root);
    let Some(config) = &settings.config else {
        reporter.problems(&settings.problems);
        return Exit::Content;
    };
    let output = arguments.output.clone().unwrap_or_else(|| root.join(&config.output));
    sign(&reporter, &arguments.secret, config, &output, PublishOptions::default())
}

/// Signs what stands in `output`.
pub(super) fn sign(
    reporter: &Reporter,
    secret: &SecretArguments,
    config: &Config,
    output: &Path,
    options: PublishOptions,
) -> Exit {
    let Some(secret) = read(reporter, secret, config) else { return Exit::Usage };
    let seconds = now().as_second();
    let made = |bytes: &[u8]| {
        secret.sign(bytes, seconds, &facts(bytes, seconds)).map_err(|_| PublishError::Unfinished("sign".to_owned()))
    };
    match Stage::begin(output, options).and_then(|stage| stage.sign(made)) {
        Ok(Some(report)) => {
            reporter.problems(&report.remarks.iter().map(PublishError::diagnostic).collect::<Vec<_>>());
            reporter.say("signed", &[("output", &output.display().to_string())]);
            Exit::Good
        }
        Ok(None) => {
            reporter.failure("sign-no-site", &[("path", &output.display().to_string())]);
            Exit::Usage
        }
        Err(error) => {
            reporter.problems(&[error.diagnostic()]);
            Exit::Usage
        }
    }
}

/// What is signed with the list: of which site and which day it tells.
fn facts(root: &[u8], seconds: i64) -> String {
    let about = Root::parse(root).unwrap_or_default().about;
    let digest = crate::address::hex::hex(Sha256::digest(root).into());
    let signed = jiff::Timestamp::from_second(seconds).map(|moment| moment.to_string()).unwrap_or_default();
    let day = about.day.unwrap_or_default();
    format!("file:manifest.json\tsigned:{signed}\tsite:{}\tday:{day}\tsha256:{digest}", about.site)
}

/// The secret key, if it is that of the site. `None`: it cannot be used, which was said.
fn read(reporter: &Reporter, secret: &SecretArguments, config: &Config) -> Option<SecretKey> {
    let file = secret.key.clone().or_else(|| std::env::var_os(KEY).map(PathBuf::from));
    let Some(file) = file else {
        reporter.failure("sign-no-key", &[("variable", KEY)]);
        return None;
    };
    let shown = file.display().to_string();
    let text = match disk::text(&file, LARGEST_KEY).map_err(std::io::Error::from) {
        Ok(text) => text,
        Err(error) => {
            reporter.failure("key-unreadable", &[("path", &shown), ("reason", &error.to_string())]);
            return None;
        }
    };
    // The outer failure was said.
    let read = SecretKey::read(&text, || key::password(reporter, false).ok_or(Told(None)));
    let secret = match read {
        Ok(secret) => secret,
        Err(Told(fault)) => {
            fault.into_iter().for_each(|fault| key::tell(reporter, fault, &shown));
            return None;
        }
    };
    let public = secret.public().ok();
    if config.public_key.is_none() || public != config.public_key {
        let of_site = config.public_key.as_ref().map(|key| key.id()).unwrap_or_default();
        let own = public.map(|key| key.id()).unwrap_or_default();
        reporter.failure("sign-other-key", &[("path", &shown), ("key", &own), ("asked", &of_site)]);
        return None;
    }
    Some(secret)
}

/// What is still to be said of a key.
struct Told(Option<KeyFault>);

impl From<KeyFault> for Told {
    fn from(fault: KeyFault) -> Self {
        Self(Some(fault))
    }
}
