//! Broken files that Git cannot hold on every system, or that would fill it: made when they are needed.

use crate::support::{SiteTest, directive};

const HEAD: &str = "---\ntype: chi-thi\nnumber: 05/CT-UBND\ndate: 2024-05-06\nissuer: ubnd-tinh-lao-cai\ntitle: Về việc thử\npublished: 2026-01-02\n";

fn utf16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

/// Adds the files of the case called `name`; most have none.
pub fn add(name: &str, site: &SiteTest) {
    let good = directive("05/CT-UBND", "2024-05-06", "Chỉ thị này có hiệu lực từ ngày ký.");
    match name {
        "utf16-big" => {
            let marked = [b"\xfe\xff".to_vec(), utf16(&good, true)].concat();
            site.file("content/a.md", marked).file("content/themes.yaml", utf16("- key: a\n", false));
        }
        "utf16-without-mark" => {
            site.file("content/a.md", utf16(&good, false)).file("content/b.md", utf16(&good, true));
        }
        "zero-bytes" => {
            site.file("content/a.md", good.replace("hiệu lực", "hiệu\0lực"));
        }
        "huge-line" => {
            let line = format!("{}<b>x</b> {}", "Các đơn vị liên quan. ".repeat(20_000), "hết. ".repeat(20_000));
            site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", &line));
            site.file("content/b.md", "chữ ".repeat(100_000));
            site.file("content/c.md", format!("{HEAD}signer: {}\n---\nx\n", "a".repeat(50_000)));
        }
        "front-matter-too-large" => {
            site.file("content/a.md", format!("{HEAD}date_note: {}\n---\nx\n", "dài ".repeat(20_000)));
        }
        "flood-of-mistakes" => {
            let keys: String = (0..300).map(|n| format!("x{n}: 1\n")).collect();
            site.file("content/a.md", format!("{HEAD}{keys}---\nx\n"));
        }
        "decomposed-names" => {
            let attached = "attachments:\n  - file: Phụ lục.pdf\n    title: Phụ lục\n";
            site.file("content/chi\u{309}-thi\u{323}.md", format!("{HEAD}{attached}---\nx\n"));
            site.file("content/Phu\u{323} lu\u{323}c.pdf", "%PDF-1.4\n");
        }
        "decomposed-text" => {
            let decomposed =
                "ngày ban hành: x\nsigner:\n  tên: Nguyễn\n".replace('à', "a\u{300}").replace('ê', "e\u{302}");
            site.file("content/a.md", format!("{HEAD}{decomposed}---\nx\n"));
        }
        "names-too-long" => {
            let long = "a".repeat(300);
            site.file("content/a.md", format!("{HEAD}id: {long}\n---\nx\n"));
            site.file("content/b.md", format!("{HEAD}id: {}\n---\nx\n", ["abc/"; 200].concat() + "d"));
            site.file("content/c.md", HEAD.replace("05/CT", &format!("05/{}", "CT-".repeat(1_700))) + "---\nx\n");
            site.file("content/d.md", format!("{HEAD}redirect_from: [/{long}/]\n---\nx\n"));
            let attachment = format!("attachments:\n  - file: {}.pdf\n    title: A\n", "đ".repeat(122));
            site.file("content/e.md", format!("{HEAD}{attachment}---\nx\n").replace("05/CT", "06/CT"));
            site.file(&format!("content/{}.pdf", "đ".repeat(122)), "%PDF-1.4\n");
            site.file("content/themes.yaml", format!("- key: {long}\n  name: A\n  description: B\n"));
            let cited = format!("Theo Quyết định số 5/{}UBND ngày 01/02/2024.", "QĐ-".repeat(1_500));
            site.file("content/f.md", directive("07/CT-UBND", "2024-05-06", &cited));
        }
        "names-of-other-systems" => {
            let long = format!("content/{}/{}.md", "thu-muc-".repeat(12), "van-ban-".repeat(14));
            let names =
                ["content/Con.md", "content/a:b.md", "content/bao-cao./x.md", "content/x.md", "content/X.md", &long];
            for (number, name) in names.iter().enumerate() {
                site.file(name, directive(&format!("{:02}/CT-UBND", number + 10), "2024-05-06", "Thực hiện."));
            }
            let id = ["ke-hoach".repeat(10), "ke-hoach".repeat(10), "ke-hoach".repeat(10)].join("/");
            site.file(
                "content/dai.md",
                directive("20/CT-UBND", "2024-05-06", "").replacen("type:", &format!("id: {id}\ntype:"), 1),
            );
        }
        "attachment-too-large" => {
            site.file("content/a.md", format!("{HEAD}attachments:\n  - file: ky.pdf\n    title: A\n---\nx\n"));
            // A hole, which takes no room.
            let file = std::fs::File::create(site.root().join("content/ky.pdf")).expect("made");
            file.set_len((1 << 30) + 1).expect("a long file");
        }
        "document-too-complex" => {
            site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", &"## a\n".repeat(400_000)));
        }
        "file-too-large" => {
            site.file("content/a.md", vec![b'a'; 16 * 1024 * 1024 + 1]);
        }
        "link-files" => {
            site.file("content/So\u{31b} đo\u{302}\u{300}.png", "x");
        }
        "content-lost" => {
            site.remove("content/issuers.yaml");
            std::fs::remove_dir(site.root().join("content")).expect("an empty folder");
        }
        "config-lost" => {
            site.remove("congbao.yaml");
        }
        "not-a-site" => {
            site.remove("congbao.yaml").remove("content/issuers.yaml");
            std::fs::remove_dir(site.root().join("content")).expect("an empty folder");
        }
        "import-damaged-files" => {
            site.file("scan.pdf", "%PDF-1.4\nrác\n").file("hong.docx", b"PK\x03\x04rac").file("trong.txt", "");
            site.file("cu.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
                .file("tcvn3.txt", b"Ch\xd8 th\xde v\xd2 vi\xd6c".repeat(9));
            site.file("nham.docx", "%PDF-1.4\n").file("mat.txt", "MẬT\n\nCHỈ THỊ\nVề việc thử\n").file("a.odt", "x");
            site.file("anh.html", "<p><img src=x></p>");
        }
        _ => {}
    }
    #[cfg(unix)]
    unix(name, site);
}

#[cfg(unix)]
fn unix(name: &str, site: &SiteTest) {
    use std::os::unix::ffi::OsStrExt as _;
    let link = |to: &str, at: &str| {
        let at = site.root().join(at);
        std::fs::create_dir_all(at.parent().expect("a folder")).expect("made");
        std::os::unix::fs::symlink(to, at).expect("linked");
    };
    match name {
        "symlink-loop" => {
            link("vong", "content/vong");
            link("..", "content/lap/len");
            link("khong-co.md", "content/gay.md");
            link("themes-that.yaml", "content/themes.yaml");
            site.file("content/a.md", format!("{HEAD}attachments:\n  - file: vong\n    title: A\n---\nx\n"));
        }
        // Other systems refuse such names.
        #[cfg(target_os = "linux")]
        "name-not-unicode" => {
            let path = site.root().join(std::ffi::OsStr::from_bytes(b"content/chi-th\xde.md"));
            std::fs::write(path, "x").expect("written");
            site.file("content/b.md", "x");
        }
        // Other systems refuse such names.
        #[cfg(target_os = "linux")]
        "theme-file-names" => {
            site.file("themes/default/static/a?.css", "a{}").file("themes/default/static/nul.txt", "x");
            site.file("themes/default/static/vong/a.css", "a{}");
            link("../../vong.css", "themes/default/static/b.css");
            link("khong-co", "themes/default/templates");
        }
        "output-is-a-link" => {
            site.file("that/a.txt", "x");
            link("that", "output");
        }
        _ => {}
    }
}
