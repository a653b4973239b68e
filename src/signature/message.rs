//! The signed message inside a signature.
//!
//! In: a file, a signature that stands in it. Out: who signed, when, and whether the file is what was signed. RFC 5652,
//! 5 (messages), 11 (attributes); RFC 3161, 2.4.2 (time stamps); ISO 32000-1, 12.8.3 (messages in a PDF).

use super::certificate::{self, Owner};
use super::der::{Element, GENERALIZED_TIME, OCTETS, OID, SEQUENCE, SET, TAGGED_0, TAGGED_1};
use super::pdf::FoundSignature;
use super::time;
use super::verify::{Hash, Scheme};
use super::{Maker, Signature, SignedTime, State, TimeSource};
use x509_cert::der::oid::ObjectIdentifier;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");
const TIME_STAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");
/// Certificates of one message that are looked at.
const MOST_CERTIFICATES: usize = 200;

/// The parts of a message that are looked at.
struct Message<'a> {
    /// What it holds: nothing, or what was signed instead of the file.
    content: Option<Vec<u8>>,
    certificates: Option<Element<'a>>,
    /// `SignerInfo`.
    signer: Element<'a>,
}

impl<'a> Message<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let whole = Element::first(bytes).filter(|whole| whole.tag == SEQUENCE)?;
        if whole.part(OID)?.content != SIGNED_DATA.as_bytes() {
            return None;
        }
        let signed = whole.part(TAGGED_0)?.part(SEQUENCE)?;
        let content = signed.part(SEQUENCE)?.part(TAGGED_0);
        let signers = signed.parts().filter(|part| part.tag == SET).nth(1)?;
        Some(Self {
            content: content.and_then(|content| content.parts().next()).map(Element::octets),
            certificates: signed.part(TAGGED_0),
            signer: signers.part(SEQUENCE)?,
        })
    }

    fn owner(&self) -> Option<Owner> {
        // After the version: issuer and number, or the name of the key.
        let named = self.signer.parts().nth(1)?;
        certificate::find(self.certificates?.parts().take(MOST_CERTIFICATES), named)
    }

    /// The hash of what was signed.
    fn hash(&self) -> Option<Hash> {
        Hash::of(self.signer.parts().nth(2)?)
    }

    /// What was signed with the file.
    fn attributes(&self) -> Option<Element<'a>> {
        self.signer.parts().nth(3).filter(|part| part.tag == TAGGED_0)
    }

    /// The value of an attribute.
    fn attribute(attributes: Element<'a>, name: ObjectIdentifier) -> Option<Element<'a>> {
        let is = |part: &Element<'_>| part.part(OID).is_some_and(|key| key.content == name.as_bytes());
        attributes.parts().find(is)?.part(SET)?.parts().next()
    }

    fn signature(&self) -> Option<&'a [u8]> {
        self.signer.part(OCTETS).map(|signature| signature.content)
    }

    /// Whether `content` is what was signed, and signed with this key.
    fn state(&self, content: &[&[u8]], key: &[u8]) -> State {
        let unknown = State::Unread("signature.algorithm");
        let algorithm = self.signer.parts().filter(|part| part.tag == SEQUENCE).last();
        let (Some(hash), Some(algorithm), Some(signature)) = (self.hash(), algorithm, self.signature()) else {
            return unknown;
        };
        let Some(scheme) = Scheme::of(algorithm, hash) else { return unknown };
        let Some(attributes) = self.attributes() else {
            return match scheme.check(key, &scheme.hash.make(content), signature) {
                Some(true) => State::Intact,
                Some(false) => State::Altered,
                None => unknown,
            };
        };
        let Some(digest) = Self::attribute(attributes, MESSAGE_DIGEST) else {
            return State::Unread("signature.damaged");
        };
        if digest.octets() != hash.make(content) {
            return State::Altered;
        }
        // They were signed as a set (RFC 5652, 5.4); in the message their tag says which field they are.
        let signed: [&[u8]; 2] = [&[SET], &attributes.whole[1..]];
        match scheme.check(key, &scheme.hash.make(&signed), signature) {
            Some(true) => State::Intact,
            Some(false) => State::Foreign,
            None => unknown,
        }
    }

    /// What a time stamp says: when, and the hash of what was there.
    fn stamp(&self) -> Option<(u64, Hash, Vec<u8>)> {
        let content = self.content.as_ref()?;
        let facts = Element::first(content)?;
        let imprint = facts.part(SEQUENCE)?;
        let (hash, digest) = (Hash::of(imprint.part(SEQUENCE)?)?, imprint.part(OCTETS)?.octets());
        Some((time::of_message(facts.part(GENERALIZED_TIME)?.content)?, hash, digest))
    }

    /// Whether a time stamp is of these bytes, and as its service made it.
    fn stamp_state(&self, stamped: &[&[u8]], key: &[u8]) -> State {
        match (self.stamp(), &self.content) {
            (Some((_, hash, digest)), Some(_)) if hash.make(stamped) != digest => State::Altered,
            (Some(_), Some(content)) => self.state(&[content], key),
            _ => State::Unread("signature.damaged"),
        }
    }

    /// The time of a time stamp on the signature, if it is one of this signature.
    fn stamped_time(&self) -> Option<SignedTime> {
        let attributes = self.signer.part(TAGGED_1)?;
        let token = Message::of(Message::attribute(attributes, TIME_STAMP)?.whole)?;
        let (seconds, ..) = token.stamp()?;
        let state = token.stamp_state(&[self.signature()?], &token.owner()?.key);
        (state == State::Intact).then_some(SignedTime { seconds, by: TimeSource::Stamp })
    }

    /// What the signer's machine said.
    fn signed_time(&self) -> Option<SignedTime> {
        let written = Message::attribute(self.attributes()?, SIGNING_TIME)?;
        Some(SignedTime { seconds: time::of_message(written.content)?, by: TimeSource::Signed })
    }
}

/// The signature `found` of `file`.
pub(super) fn read(file: &[u8], found: &FoundSignature) -> Signature {
    let by_file = found.time.as_deref().and_then(time::of_pdf);
    let mut signature = Signature {
        name: found.name.clone().unwrap_or_default(),
        time: by_file.map(|seconds| SignedTime { seconds, by: TimeSource::File }),
        ..Signature::unread("signature.range")
    };
    if found.format == "ETSI.RFC3161" {
        signature.maker = Maker::Clock;
    }
    if let Some([_, last]) = &found.covered {
        signature.covers = last.end as u64;
    }
    let message = Message::of(&found.message);
    if let Some(message) = &message {
        let owner = message.owner();
        signature.time = message.stamped_time().or_else(|| message.signed_time()).or(signature.time);
        if signature.maker == Maker::Clock {
            let stamped = message.stamp().map(|(seconds, ..)| SignedTime { seconds, by: TimeSource::Stamp });
            signature.time = stamped.or(signature.time);
        }
        signature.state = state(file, found, message, owner.as_ref());
        if let Some(owner) = owner {
            signature.name = if owner.name.is_empty() { signature.name } else { owner.name };
            signature.organisation = owner.organisation;
            signature.certificate = Some(owner.facts);
        }
    } else {
        let known = matches!(&*found.format, "adbe.pkcs7.detached" | "ETSI.CAdES.detached" | "ETSI.RFC3161" | "");
        signature.state = State::Unread(if known { "signature.damaged" } else { "signature.format" });
    }
    signature
}

fn state(file: &[u8], found: &FoundSignature, message: &Message<'_>, owner: Option<&Owner>) -> State {
    let Some(covered) = &found.covered else { return State::Unread("signature.range") };
    let Some(owner) = owner else { return State::Unread("signature.certificate") };
    let [first, last] = covered.clone().map(|part| file.get(part));
    // The end of the file is missing.
    let (Some(first), Some(last)) = (first, last) else { return State::Altered };
    let covered = [first, last];
    match (&*found.format, &message.content) {
        ("ETSI.RFC3161", _) => message.stamp_state(&covered, &owner.key),
        // ISO 32000-1, 12.8.3.3.1: the SHA-1 of the file is what the message holds.
        ("adbe.pkcs7.sha1", Some(content)) if *content != Hash::Sha1.make(&covered) => State::Altered,
        ("adbe.pkcs7.sha1", Some(content)) => message.state(&[content], &owner.key),
        ("adbe.pkcs7.detached" | "ETSI.CAdES.detached" | "", None) => message.state(&covered, &owner.key),
        _ => State::Unread("signature.format"),
    }
}
