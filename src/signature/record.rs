//! A signature as data for other programs; its keys are rows of `catalogue/data.tsv`.
//!
//! In: a signature. Out: what is written as JSON.

use super::{After, Certificate, Maker, Signature, State, TimeSource, time};
use serde::Serialize;

/// A signature. Times are those of Vietnam, with their zone.
#[derive(Debug, Serialize)]
pub struct SignatureRecord<'a> {
    maker: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    organisation: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_by: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<CertificateRecord<'a>>,
    covers: u64,
    state: &'static str,
    after: &'static str,
}

#[derive(Debug, Serialize)]
struct CertificateRecord<'a> {
    issuer: &'a str,
    serial: &'a str,
    from: String,
    to: String,
}

/// A signature as data.
pub fn signature_record(signature: &Signature) -> SignatureRecord<'_> {
    SignatureRecord {
        maker: match signature.maker {
            Maker::Signer => "signer",
            Maker::Clock => "clock",
        },
        name: &signature.name,
        organisation: &signature.organisation,
        time: signature.time.map(|time| moment(time.seconds)),
        time_by: signature.time.map(|time| match time.by {
            TimeSource::Stamp => "stamp",
            TimeSource::Signed => "signer",
            TimeSource::File => "file",
        }),
        certificate: signature.certificate.as_ref().map(certificate_record),
        covers: signature.covers,
        state: match signature.state {
            State::Intact => "intact",
            State::Altered => "altered",
            State::Foreign => "foreign",
            State::Unread(_) => "unread",
        },
        after: match signature.after {
            After::Nothing => "nothing",
            After::Signed => "signed",
            After::Validation => "validation",
            After::Added(_) => "added",
        },
    }
}

fn certificate_record(certificate: &Certificate) -> CertificateRecord<'_> {
    let Certificate { issuer, serial, from, to } = certificate;
    CertificateRecord { issuer, serial, from: moment(*from), to: moment(*to) }
}

/// `2024-09-05T08:15:00+07:00`.
fn moment(seconds: u64) -> String {
    time::in_vietnam(seconds).map(|there| format!("{there}+07:00")).unwrap_or_default()
}
