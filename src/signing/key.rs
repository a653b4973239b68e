//! The office's key and its signatures, in the format of minisign, so that the program of that name can check them,
//! too.
//!
//! In: texts of keys and signatures, bytes. Out: a new key, a signature, or what a signature says and whether it fits.

use minisign::{KeyPair, PublicKeyBox, SecretKeyBox, SignatureBox};
use std::io::Cursor;

/// What stands above a public key.
const PUBLIC_REMARK: &str = "untrusted comment: congbao public key";
/// What stands above a signature.
const REMARK: &str = "signature of congbao";
/// What stands above a secret key.
const SECRET_REMARK: &str = "congbao secret key";
/// By which the day of a signature stands in its trusted comment, as minisign writes it.
const TIMESTAMP: &str = "timestamp:";

/// By which signatures are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(minisign::PublicKey);

impl PublicKey {
    /// Reads the file of a public key, or its second line alone.
    pub fn parse(text: &str) -> Option<Self> {
        let line = text.lines().map(str::trim).rfind(|line| !line.is_empty())?;
        let boxed = PublicKeyBox::from_string(&format!("{PUBLIC_REMARK}\n{line}\n")).ok()?;
        boxed.into_public_key().ok().map(Self)
    }

    /// The key in one line of 56 signs.
    pub fn text(&self) -> String {
        self.0.to_base64()
    }

    /// The file of the key.
    pub fn file(&self) -> String {
        format!("{PUBLIC_REMARK} {}\n{}\n", self.id(), self.text())
    }

    /// Its number as minisign shows it: 16 digits.
    pub fn id(&self) -> String {
        id(self.0.keynum())
    }

    /// What `signature` says of `bytes`.
    ///
    /// # Errors
    /// See [`Fault`].
    pub fn check(&self, signature: &[u8], bytes: &[u8]) -> Result<Signed, Fault> {
        let text = std::str::from_utf8(signature).map_err(|_| Fault::Unreadable)?;
        let signature = SignatureBox::from_string(text).map_err(|_| Fault::Unreadable)?;
        if signature.keynum() != self.0.keynum() {
            return Err(Fault::OtherKey(id(signature.keynum())));
        }
        minisign::verify(&self.0, &signature, Cursor::new(bytes), true, false, false).map_err(|_| Fault::Wrong)?;
        let comment = signature.trusted_comment().map_err(|_| Fault::Unreadable)?;
        let seconds = comment.split(['\t', ' ']).find_map(|cell| cell.strip_prefix(TIMESTAMP)?.parse().ok());
        Ok(Signed { seconds, comment })
    }
}

/// Keys have a number that people compare: the bytes backwards, as minisign does.
fn id(number: &[u8]) -> String {
    number.iter().rev().map(|byte| format!("{byte:02X}")).collect()
}

/// What a signature that fits says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// When it was made, in seconds since 1970; `None`: it does not say.
    pub seconds: Option<i64>,
    /// All that was signed beside the bytes.
    pub comment: String,
}

/// Why a signature counts for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is no signature of minisign.
    Unreadable,
    /// It is of the key with this number.
    OtherKey(String),
    /// The bytes are others than those that were signed.
    Wrong,
}

/// By which signatures are made.
pub struct SecretKey(minisign::SecretKey);

/// Why a secret key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// It is no secret key of minisign.
    Unreadable,
    /// The password is another.
    Password,
    /// The system gives no random numbers, or no memory.
    System,
}

impl SecretKey {
    /// A new key: the text of its file, and the public one. Without a password whoever has the file can sign.
    ///
    /// # Errors
    /// [`KeyFault::System`].
    pub fn generate(password: Option<String>) -> Result<(String, PublicKey), KeyFault> {
        let pair = match password {
            Some(password) => KeyPair::generate_encrypted_keypair(Some(password)),
            None => KeyPair::generate_unencrypted_keypair(),
        };
        let pair = pair.map_err(|_| KeyFault::System)?;
        let text = pair.sk.to_box(Some(SECRET_REMARK)).map_err(|_| KeyFault::System)?;
        Ok((text.into_string(), PublicKey(pair.pk)))
    }

    /// Reads the file of a key. `password` is asked only where the key has one.
    ///
    /// # Errors
    /// See [`KeyFault`], and what `password` says.
    pub fn read<E: From<KeyFault>>(text: &str, password: impl FnOnce() -> Result<String, E>) -> Result<Self, E> {
        let boxed = || SecretKeyBox::from_string(text).map_err(|_| KeyFault::Unreadable);
        if let Ok(key) = boxed()?.into_unencrypted_secret_key() {
            return Ok(Self(key));
        }
        // Its size and its kind, before anybody is asked for a password.
        if !is_protected(text) {
            return Err(KeyFault::Unreadable.into());
        }
        let key = boxed()?.into_secret_key(Some(password()?));
        Ok(Self(key.map_err(|_| KeyFault::Password)?))
    }

    /// The public key of it.
    ///
    /// # Errors
    /// [`KeyFault::Unreadable`].
    pub fn public(&self) -> Result<PublicKey, KeyFault> {
        minisign::PublicKey::from_secret_key(&self.0).map(PublicKey).map_err(|_| KeyFault::Unreadable)
    }

    /// The file of a signature of `bytes`, made at this second since 1970; `facts` are signed with them.
    ///
    /// # Errors
    /// [`KeyFault::System`].
    pub fn sign(&self, bytes: &[u8], seconds: i64, facts: &str) -> Result<String, KeyFault> {
        let comment = format!("{TIMESTAMP}{seconds}\t{facts}");
        let signature = minisign::sign(None, &self.0, Cursor::new(bytes), Some(&comment), Some(REMARK));
        signature.map(|signature| signature.into_string()).map_err(|_| KeyFault::System)
    }
}

/// Whether the text is that of a secret key with a password: the bytes begin with `EdSc`.
fn is_protected(text: &str) -> bool {
    text.lines().nth(1).is_some_and(|line| line.trim().len() == 212 && line.starts_with("RWRTY0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no_password() -> Result<String, KeyFault> {
        panic!("a key without a password asks for none")
    }

    #[test]
    fn what_is_signed_can_be_checked_and_nothing_else() {
        let (text, public) = SecretKey::generate(None).unwrap();
        let secret = SecretKey::read(&text, no_password).unwrap();
        assert_eq!(secret.public().unwrap(), public);
        assert_eq!(PublicKey::parse(&public.file()), Some(public.clone()));
        assert_eq!(PublicKey::parse(&public.text()), Some(public.clone()));
        let signature = secret.sign(b"root", 1_764_500_000, "day:2026-01-02").unwrap();
        let signed = public.check(signature.as_bytes(), b"root").unwrap();
        assert_eq!(signed.seconds, Some(1_764_500_000));
        assert_eq!(signed.comment, "timestamp:1764500000\tday:2026-01-02");
        assert_eq!(public.check(signature.as_bytes(), b"rOot"), Err(Fault::Wrong));
        // What was signed beside the bytes cannot be changed either.
        let younger = signature.replace("timestamp:1764500000", "timestamp:1864500000");
        assert_eq!(public.check(younger.as_bytes(), b"root"), Err(Fault::Wrong));
        let (_, other) = SecretKey::generate(None).unwrap();
        assert_eq!(other.check(signature.as_bytes(), b"root"), Err(Fault::OtherKey(public.id())));
        assert_eq!(public.check(b"<html>", b"root"), Err(Fault::Unreadable));
    }

    #[test]
    fn what_is_no_key_is_told_before_a_password_is_asked() {
        for text in ["", "a\nb\n", "untrusted comment: x\nRWRTY0\n"] {
            assert!(matches!(SecretKey::read(text, no_password), Err(KeyFault::Unreadable)), "{text:?}");
        }
        assert_eq!(PublicKey::parse("RWQ"), None);
        assert_eq!(PublicKey::parse(""), None);
    }

    /// A key of `minisign -G` with the password "mật khẩu".
    #[test]
    #[ignore = "deriving a key takes seconds without optimisation"]
    fn a_password_is_asked_for_and_must_be_right() {
        let (text, public) = SecretKey::generate(Some("mật khẩu".to_owned())).unwrap();
        assert!(is_protected(&text), "{text}");
        let read = |password: &str| SecretKey::read(&text, || Ok::<_, KeyFault>(password.to_owned()));
        assert_eq!(read("mật khẩu").unwrap().public().unwrap(), public);
        assert!(matches!(read("mat khau"), Err(KeyFault::Password)));
    }
}
