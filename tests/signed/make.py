#!/usr/bin/env python3
"""Makes the signed PDFs of the tests, once: pip install pyhanko freezegun && python3 tests/signed/make.py

Keys are made anew, so every run makes other bytes; the files are committed. What can be made of them by changing bytes
(altered after signing, something added, a damaged message) the tests make themselves (src/signature/tests.rs).

one.pdf      one signature, RSA and SHA-256, the time from the signer's machine
three.pdf    a person, then the seal of the body, then a time stamp over the whole file
stamped.pdf  CAdES with a time stamp on the signature
sha1.pdf, ecdsa.pdf, p384.pdf, pss.pdf   other algorithms
open.pdf     the message with lengths left open (BER), as Java programs write it
empty.pdf    a field for a signature, which is empty
ltv.pdf      one.pdf with the certificate added to it for later checks (/DSS)
"""

import asyncio
import io
import pathlib
from datetime import datetime, timezone

from asn1crypto import cms, keys as asn1_keys, x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from freezegun import freeze_time
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

HERE = pathlib.Path(__file__).resolve().parent
CA = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, "Cơ quan thử nghiệm"), (NameOID.COMMON_NAME, "CA thử nghiệm")]


def name(parts):
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def certificate(subject, key, issuer, issuer_key, serial, stamps=False):
    usage = [ExtendedKeyUsageOID.TIME_STAMPING] if stamps else [ExtendedKeyUsageOID.EMAIL_PROTECTION]
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(datetime(2024, 1, 1, tzinfo=timezone.utc))
        .not_valid_after(datetime(2029, 1, 1, tzinfo=timezone.utc))
        .add_extension(x509.ExtendedKeyUsage(usage), critical=stamps)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    made = builder.sign(issuer_key, hashes.SHA256())
    return asn1_x509.Certificate.load(made.public_bytes(serialization.Encoding.DER))


def private(key):
    return asn1_keys.PrivateKeyInfo.load(
        key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


CA_KEY = rsa.generate_private_key(65537, 2048)
PERSON = [
    (NameOID.COUNTRY_NAME, "VN"),
    (NameOID.ORGANIZATION_NAME, "UBND tỉnh Lào Cai"),
    (NameOID.COMMON_NAME, "Nguyễn Văn A"),
    # Numbers of citizens stand in certificates; they are not told.
    (NameOID.USER_ID, "CCCD:012345678901"),
    (NameOID.EMAIL_ADDRESS, "a@example.gov.vn"),
]
SEAL = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.COMMON_NAME, "UBND tỉnh Lào Cai")]
CLOCK = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.COMMON_NAME, "Dấu thời gian thử nghiệm")]


def signer(subject, serial, key=None, pss=False):
    key = key or rsa.generate_private_key(65537, 2048)
    own = certificate(subject, key, CA, CA_KEY, serial)
    return signers.SimpleSigner(own, private(key), SimpleCertificateStore(), prefer_pss=pss)


def clock():
    key = rsa.generate_private_key(65537, 2048)
    own = certificate(CLOCK, key, CA, CA_KEY, 0x7C, stamps=True)
    return timestamps.DummyTimeStamper(own, private(key), fixed_dt=datetime(2024, 9, 5, 1, 20, tzinfo=timezone.utc))


def plain():
    stream = b"BT /F1 12 Tf 72 720 Td (Ke hoach nam 2024) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<</Size 6/Root 1 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF\n" % start


def sign(pdf, who, field, md="sha256", cades=False, stamper=None):
    kind = fields.SigSeedSubFilter.PADES if cades else fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    meta = signers.PdfSignatureMetadata(field_name=field, md_algorithm=md, subfilter=kind, name="Ten trong tep")
    made = signers.PdfSigner(meta, who, timestamper=stamper).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=8192)
    return made.getvalue()


def opened(pdf):
    """The message of the only signature with the lengths of its outer elements left open."""
    start = pdf.index(b"/Contents <") + len(b"/Contents <")
    end = pdf.index(b">", start)
    message = cms.ContentInfo.load(bytes.fromhex(pdf[start:end].decode()))
    signed = message["content"]
    inner = b"\x30\x80" + signed.contents + b"\0\0"
    outer = b"\x30\x80" + message["content_type"].dump() + b"\xa0\x80" + inner + b"\0\0" + b"\0\0"
    return pdf[:start] + outer.hex().encode().ljust(end - start, b"0") + pdf[end:]


def main():
    with freeze_time("2024-09-05 01:15:00"):
        one = sign(plain(), signer(PERSON, 0x1A2B3C), "Sig1")
        (HERE / "one.pdf").write_bytes(one)
        (HERE / "open.pdf").write_bytes(opened(one))
        signature, later = PdfFileReader(io.BytesIO(one)).embedded_signatures[0], io.BytesIO(one)
        certs = [signature.signer_cert]
        DocumentSecurityStore.add_dss(later, sig_contents=signature.pkcs7_content, certs=certs, ocsps=[], crls=[])
        (HERE / "ltv.pdf").write_bytes(later.getvalue())
        three = sign(sign(plain(), signer(PERSON, 0x1A2B3C), "Sig1"), signer(SEAL, 0xB0), "Sig2", cades=True)
        stamper = signers.PdfTimeStamper(clock())
        three = asyncio.run(
            stamper.async_timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(three)), "sha256", bytes_reserved=8192)
        ).getvalue()
        (HERE / "three.pdf").write_bytes(three)
        stamped = sign(plain(), signer(PERSON, 0x1A2B3C), "Sig1", cades=True, stamper=clock())
        (HERE / "stamped.pdf").write_bytes(stamped)
        (HERE / "sha1.pdf").write_bytes(sign(plain(), signer(PERSON, 1), "Sig1", md="sha1"))
        key = ec.generate_private_key(ec.SECP256R1())
        (HERE / "ecdsa.pdf").write_bytes(sign(plain(), signer(PERSON, 2, key), "Sig1"))
        key = ec.generate_private_key(ec.SECP384R1())
        (HERE / "p384.pdf").write_bytes(sign(plain(), signer(PERSON, 3, key), "Sig1", md="sha384"))
        (HERE / "pss.pdf").write_bytes(sign(plain(), signer(PERSON, 4, pss=True), "Sig1"))
        writer = IncrementalPdfFileWriter(io.BytesIO(plain()))
        fields.append_signature_field(writer, fields.SigFieldSpec("Sig1", on_page=0))
        empty = io.BytesIO()
        writer.write(empty)
        (HERE / "empty.pdf").write_bytes(empty.getvalue())


main()
