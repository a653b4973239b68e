//! What citations mean, kept between runs in one value of the store.
//!
//! In: what the corpus has of it. Out: bytes, and the same again.

use crate::corpus::identity::{Identity, IdentityType, Time};
use crate::corpus::{By, Doubt, KeptDocument, KeptMeaning, KeptMeanings, MeaningKeeper, Resolution, StatedWork};
use crate::store::Store;
use crate::store::codec::{Keep, Names, Reader, Writer, keep_enum, keep_struct};

/// The name of the value.
const NAME: &str = "meanings-all";

keep_struct! {
    IdentityType { key, implied }
    Identity { numbering, number, time, kind }
    StatedWork { identity, number, date, issuer, issuer_name, times_heard }
    KeptMeaning { resolution, doubt }
    KeptDocument { path, file, heard, dated, undated, laws, asked, meanings }
    KeptMeanings { world, stated, works, asked, documents }
}

keep_enum! {
    Time { 0: InNumber, 1: Year(year), 2: Day(day), 3: Unknown }
    By { 0: Written, 1: Row, 2: Decision, 3: Document, 4: Date, 5: TitleDate, 6: Only }
    Resolution { 0: Work(work, by), 1: Ambiguous(works), 2: Own, 3: Unknown }
    Doubt {
        0: Tie, 1: Contradiction, 2: Years, 3: Conflict, 4: Undated, 5: Renewed, 6: Younger, 7: Unknown,
    }
}

/// Meanings in the store.
pub(in crate::pipeline) struct StoredMeanings<'a>(pub &'a Store);

impl StoredMeanings<'_> {
    /// Forgets them: a text that is refused leaves nothing behind.
    pub fn forget(&self) {
        // What cannot be removed cannot be read by others either.
        let _ = self.0.remove(NAME);
    }
}

impl MeaningKeeper for StoredMeanings<'_> {
    fn read(&self) -> Option<KeptMeanings> {
        let bytes = self.0.read(NAME)?;
        let names = Names::default();
        KeptMeanings::take(&mut Reader::new(&bytes, &names, &|text| text.into()))
    }

    fn write(&self, kept: &KeptMeanings) {
        let names = Names::default();
        let mut writer = Writer::new(&names);
        writer.keep(kept);
        let _ = self.0.write(NAME, &writer.into_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpus;
    use crate::pipeline::{BuildOptions, Kept, load_kept};
    use crate::store;
    use std::fs;
    use std::path::Path;

    fn document(number: u32, text: &str) -> String {
        format!(
            "---\ntype: chi-thi\nnumber: 0{number}/CT-TTg\ndate: 2024-05-0{number}\nissuer: thu-tuong-chinh-phu\ntitle: T\npublished: 2026-01-01\n---\n\n{text}\n"
        )
    }

    fn corpus(root: &Path) -> Corpus {
        let kept = Kept::in_folder(&root.join("store")).expect("a store");
        let (snapshot, checked) = load_kept(root, &BuildOptions::default(), kept).expect("a site");
        assert!(!checked.has_errors(), "{:?}", checked.diagnostics);
        snapshot.corpus
    }

    fn first(corpus: &Corpus) -> Resolution {
        corpus.documents[0].citations[0].resolution.clone()
    }

    /// Where the second citation leads.
    fn second(corpus: &Corpus) -> String {
        match corpus.documents[0].citations[1].resolution {
            Resolution::Work(work, _) => corpus.works[work].address.clone(),
            ref other => panic!("{other:?}"),
        }
    }

    #[test]
    fn meanings_stand_while_what_they_asked_has_the_same_answer_and_no_longer() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let one = "Thực hiện Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ; \
                   Quyết định số 132/QĐ-TTg ngày 26/01/2022 của Thủ tướng Chính phủ.";
        let other = "Theo Quyết định số 7/QĐ-TTg ngày 05/01/2022 của Thủ tướng Chính phủ.";
        let row = |number: &str| {
            format!(
                "- {{key: a, type: quyet-dinh, number: {number}/QĐ-TTg, date: 2022-01-01, issuer: thu-tuong-chinh-phu, title: T}}\n"
            )
        };
        let write = |name: &str, text: String| fs::write(root.join(name), text).expect("written");
        fs::create_dir(root.join("content")).expect("a folder");
        write("congbao.yaml", "title: T\nbase_url: https://vanban.example.vn/\nportal: C\nlanguage: vi\n".to_owned());
        write("content/a.md", document(1, one));
        write("content/b.md", document(2, "Một."));
        let right = first(&corpus(root));
        assert!(matches!(right, Resolution::Work(..)), "{right:?}");
        let store = Store::open(&root.join("store"), store::program()).expect("a store");
        let lie = || {
            let mut kept = StoredMeanings(&store).read().expect("kept");
            kept.documents[0].meanings[0] = Some(KeptMeaning { resolution: Resolution::Unknown, doubt: None });
            StoredMeanings(&store).write(&kept);
        };
        // What is kept of `a` is believed while others are edited, although works have other places then.
        let aside = [
            ("content/b.md", document(2, "Hai.")),
            ("content/b.md", document(2, other)),
            ("content/b.md", document(3, other)),
            ("content/c.md", document(4, other)),
            ("content/works.yaml", row("9")),
        ];
        for (name, text) in aside {
            lie();
            write(name, text.clone());
            let corpus = corpus(root);
            assert_eq!(first(&corpus), Resolution::Unknown, "{name}: {text}");
            assert!(second(&corpus).ends_with("/132-qd-ttg/2022/"), "{name}: {}", second(&corpus));
        }
        // Not when its own text is another one, when a work that it cites is known better, when a registry is another one.
        let again = "Theo Quyết định số 131/QĐ-TTg ngày 27/01/2022 của Thủ tướng Chính phủ.";
        let edits = [
            ("content/a.md", document(1, &format!("{one} Một."))),
            ("content/b.md", document(3, again)),
            ("content/works.yaml", row("131")),
            (
                "content/issuers.yaml",
                "- {key: so-a, name: Sở A, level: province, system: state, place: Lào Cai, province: Lào Cai}\n"
                    .to_owned(),
            ),
        ];
        for (name, text) in edits {
            lie();
            write(name, text);
            let meant = first(&corpus(root));
            assert!(!matches!(meant, Resolution::Unknown), "{name}: {meant:?}");
        }
    }
}
