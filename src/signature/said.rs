//! What is said of signatures: to readers beside the file, to officers before they publish.
//!
//! In: signatures. Out: sentences in the language of the page; problems.

use super::{After, FileSignatures, Maker, Signature, SignedTime, State, TimeSource, time};
use crate::catalogue::{Language, fill, text};
use crate::diagnostic::Diagnostic;
use crate::text::date::vietnamese_day;
use jiff::civil::DateTime;

/// A signature in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedWords {
    /// "Chữ ký số của …, ký lúc …".
    pub who: String,
    /// "Nội dung không đổi từ khi ký."
    pub state: String,
    /// Whether the file is not what was signed.
    pub is_doubtful: bool,
    /// The certificate.
    pub certificate: Option<String>,
}

/// A signature in words.
pub fn words(language: Language, signature: &Signature) -> SignedWords {
    let (key, values) = state(signature);
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let is_added = signature.state == State::Intact && matches!(signature.after, After::Added(_));
    let said = fill(text(language, key), &values);
    let said = match signature.state {
        State::Unread(_) => fill(text(language, "signature.unread"), &[("kind", &said)]),
        _ => said,
    };
    SignedWords {
        who: who(language, signature),
        state: said,
        is_doubtful: is_added || matches!(signature.state, State::Altered | State::Foreign),
        certificate: signature.certificate.as_ref().map(|certificate| {
            let day = |seconds| time::in_vietnam(seconds).map(|time| vietnamese_day(time.date())).unwrap_or_default();
            let (from, to) = (day(certificate.from), day(certificate.to));
            let values =
                [("issuer", &*certificate.issuer), ("serial", &*certificate.serial), ("from", &*from), ("to", &*to)];
            fill(text(language, "signature.certificate-of"), &values)
        }),
    }
}

fn who(language: Language, signature: &Signature) -> String {
    let organisation = signature.organisation.as_str();
    let name = match (signature.name.as_str(), organisation) {
        ("", "") => text(language, "signature.unnamed").to_owned(),
        ("", only) | (only, "") => only.to_owned(),
        (name, organisation) if name.contains(organisation) => name.to_owned(),
        (name, organisation) => format!("{name} ({organisation})"),
    };
    let key = match signature.maker {
        Maker::Signer => "signature.by",
        Maker::Clock => "signature.stamp-by",
    };
    let by = fill(text(language, key), &[("who", &name)]);
    match signature.time.and_then(|time| Some((time, moment(time)?))) {
        Some((SignedTime { by: source, .. }, moment)) => {
            let key = match source {
                _ if signature.maker == Maker::Clock => "signature.at",
                TimeSource::Stamp => "signature.at-stamp",
                TimeSource::Signed => "signature.at-signed",
                TimeSource::File => "signature.at-file",
            };
            let (clock, day) = moment;
            by + ", " + &fill(text(language, key), &[("clock", &clock), ("day", &day)])
        }
        None => by + ", " + text(language, "signature.at-unknown"),
    }
}

/// "08:15" and "05/9/2024", in Vietnam.
fn moment(time: SignedTime) -> Option<(String, String)> {
    let there: DateTime = time::in_vietnam(time.seconds)?;
    Some((format!("{:02}:{:02}", there.hour(), there.minute()), vietnamese_day(there.date())))
}

fn state(signature: &Signature) -> (&'static str, Vec<(&'static str, String)>) {
    match (signature.state, signature.after) {
        (State::Intact, After::Nothing) => ("signature.intact", Vec::new()),
        (State::Intact, After::Signed) => ("signature.intact-part", Vec::new()),
        (State::Intact, After::Validation) => ("signature.intact-validation", Vec::new()),
        (State::Intact, After::Added(bytes)) => ("signature.added", vec![("count", bytes.to_string())]),
        (State::Altered, _) => ("signature.altered", Vec::new()),
        (State::Foreign, _) => ("signature.foreign", Vec::new()),
        (State::Unread(why), _) => (why, Vec::new()),
    }
}

/// What an officer should know before the file shown as `file` is published; the caller places it.
pub fn problems(signatures: &FileSignatures, file: &str) -> Vec<Diagnostic> {
    let list = &signatures.list;
    let of = |signature: &Signature, problem: Diagnostic| {
        let name = [&signature.name, &signature.organisation].into_iter().find(|name| !name.is_empty());
        problem.with("file", file).with("who", name.cloned().unwrap_or_else(|| "?".to_owned()))
    };
    let mut problems = Vec::new();
    for signature in list {
        problems.extend(match signature.state {
            State::Intact => None,
            State::Altered => Some(of(signature, Diagnostic::warning("signature-altered"))),
            State::Foreign => Some(of(signature, Diagnostic::warning("signature-foreign"))),
            State::Unread(why) => Some(of(signature, Diagnostic::info("signature-unread")).with("kind", why)),
        });
    }
    // The last one that holds tells what came after all of them.
    let last = list.iter().rev().find(|signature| signature.state == State::Intact);
    if let Some((signature, After::Added(bytes))) = last.map(|signature| (signature, signature.after)) {
        problems.push(of(signature, Diagnostic::warning("signature-added")).with("count", bytes.to_string()));
    }
    problems
}
