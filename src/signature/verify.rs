//! Whether a signature was made with a key: RSA (PKCS #1 1.5 and PSS) and ECDSA on P-256 and P-384, with SHA-1 and
//! SHA-2.
//!
//! In: algorithm and key as they stand in message and certificate, hashes. Out: yes, no, or that the algorithm is not
//! known here. RFC 3370, RFC 5754, RFC 4056, RFC 5753.

use super::der::{Element, INTEGER, OID, SEQUENCE, TAGGED_0};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::{BoxedUint, Pkcs1v15Sign, Pss, PublicKey};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use x509_cert::der::oid::ObjectIdentifier;

const fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}

const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = oid("1.2.840.10045.2.1");
const P_256: ObjectIdentifier = oid("1.2.840.10045.3.1.7");
const P_384: ObjectIdentifier = oid("1.3.132.0.34");

/// A way to make a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// By their own name; of algorithms that name it with the key.
const HASHES: [(ObjectIdentifier, Hash); 12] = [
    (oid("1.3.14.3.2.26"), Hash::Sha1),
    (oid("2.16.840.1.101.3.4.2.1"), Hash::Sha256),
    (oid("2.16.840.1.101.3.4.2.2"), Hash::Sha384),
    (oid("2.16.840.1.101.3.4.2.3"), Hash::Sha512),
    (oid("1.2.840.113549.1.1.5"), Hash::Sha1),
    (oid("1.2.840.113549.1.1.11"), Hash::Sha256),
    (oid("1.2.840.113549.1.1.12"), Hash::Sha384),
    (oid("1.2.840.113549.1.1.13"), Hash::Sha512),
    (oid("1.2.840.10045.4.1"), Hash::Sha1),
    (oid("1.2.840.10045.4.3.2"), Hash::Sha256),
    (oid("1.2.840.10045.4.3.3"), Hash::Sha384),
    (oid("1.2.840.10045.4.3.4"), Hash::Sha512),
];

impl Hash {
    /// The one that an algorithm names.
    pub fn of(algorithm: Element<'_>) -> Option<Self> {
        let name = algorithm.part(OID)?.content;
        HASHES.iter().find(|(known, _)| known.as_bytes() == name).map(|(_, hash)| *hash)
    }

    /// The hash of parts one after the other.
    pub fn make(self, parts: &[&[u8]]) -> Vec<u8> {
        fn made<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut digest = D::new();
            parts.iter().for_each(|part| digest.update(part));
            digest.finalize().to_vec()
        }
        match self {
            Self::Sha1 => made::<Sha1>(parts),
            Self::Sha256 => made::<Sha256>(parts),
            Self::Sha384 => made::<Sha384>(parts),
            Self::Sha512 => made::<Sha512>(parts),
        }
    }
}

/// How a signature was made.
pub(super) struct Scheme {
    /// Of what was signed.
    pub hash: Hash,
    /// RSA-PSS: bytes of salt.
    salt: Option<usize>,
}

impl Scheme {
    /// `digest`: the hash that the signer names beside it. `None`: not known.
    pub fn of(algorithm: Element<'_>, digest: Hash) -> Option<Self> {
        let name = algorithm.part(OID)?.content;
        if name == RSA_PSS.as_bytes() {
            // RFC 4055, 3.1: without words, SHA-1 and 20.
            let parameters = algorithm.part(SEQUENCE)?;
            let hash = match parameters.part(TAGGED_0) {
                Some(tagged) => Hash::of(tagged.part(SEQUENCE)?)?,
                None => Hash::Sha1,
            };
            let salt = match parameters.part(0xa2) {
                Some(tagged) => {
                    tagged.part(INTEGER)?.content.iter().fold(0, |salt, byte| salt << 8 | usize::from(*byte))
                }
                None => 20,
            };
            return (salt <= 512).then_some(Self { hash, salt: Some(salt) });
        }
        let plain = [RSA, EC].iter().any(|plain| plain.as_bytes() == name);
        let hash = if plain { digest } else { Hash::of(algorithm)? };
        Some(Self { hash, salt: None })
    }

    /// Whether `signature` was made over what has this hash, with the key (`SubjectPublicKeyInfo`). `None`: such keys
    /// are not known.
    pub fn check(&self, key: &[u8], hashed: &[u8], signature: &[u8]) -> Option<bool> {
        let key = Element::first(key)?;
        let algorithm = key.part(SEQUENCE)?;
        let name = algorithm.part(OID)?.content;
        // The first byte counts unused bits: none.
        let bits = key.part(0x03)?.content.get(1..)?;
        if [RSA, RSA_PSS].iter().any(|known| known.as_bytes() == name) {
            return Some(self.check_rsa(&rsa_key(bits)?, hashed, signature));
        }
        if name != EC.as_bytes() {
            return None;
        }
        let curve = algorithm.parts().filter(|part| part.tag == OID).nth(1)?.content;
        if curve == P_256.as_bytes() {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(bits).ok()?;
            let signature = p256::ecdsa::Signature::from_der(signature);
            Some(signature.is_ok_and(|signature| key.verify_prehash(hashed, &signature).is_ok()))
        } else if curve == P_384.as_bytes() && self.hash != Hash::Sha1 {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(bits).ok()?;
            let signature = p384::ecdsa::Signature::from_der(signature);
            Some(signature.is_ok_and(|signature| key.verify_prehash(hashed, &signature).is_ok()))
        } else {
            None
        }
    }

    fn check_rsa(&self, key: &PublicKey, hashed: &[u8], signature: &[u8]) -> bool {
        let checked = match (self.salt, self.hash) {
            (None, Hash::Sha1) => key.verify(Pkcs1v15Sign::new::<Sha1>(), hashed, signature),
            (None, Hash::Sha256) => key.verify(Pkcs1v15Sign::new::<Sha256>(), hashed, signature),
            (None, Hash::Sha384) => key.verify(Pkcs1v15Sign::new::<Sha384>(), hashed, signature),
            (None, Hash::Sha512) => key.verify(Pkcs1v15Sign::new::<Sha512>(), hashed, signature),
            (Some(salt), Hash::Sha1) => key.verify(Pss::<Sha1>::new_with_salt(salt), hashed, signature),
            (Some(salt), Hash::Sha256) => key.verify(Pss::<Sha256>::new_with_salt(salt), hashed, signature),
            (Some(salt), Hash::Sha384) => key.verify(Pss::<Sha384>::new_with_salt(salt), hashed, signature),
            (Some(salt), Hash::Sha512) => key.verify(Pss::<Sha512>::new_with_salt(salt), hashed, signature),
        };
        checked.is_ok()
    }
}

/// The crate bounds modulus (8192 bits) and exponent.
fn rsa_key(bits: &[u8]) -> Option<PublicKey> {
    let numbers: Vec<&[u8]> =
        Element::first(bits)?.parts().filter(|part| part.tag == INTEGER).map(|part| part.content).collect();
    let [modulus, exponent] = *numbers else { return None };
    if modulus.len() > 1025 || exponent.len() > 8 {
        return None;
    }
    // A zero keeps them positive.
    let number = |bytes: &[u8]| BoxedUint::from_be_slice_vartime(bytes.strip_prefix(&[0]).unwrap_or(bytes));
    PublicKey::new(number(modulus), number(exponent)).ok()
}
