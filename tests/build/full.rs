//! What has no room: a full disk, a limit of the shell, a standard output that takes no more. The old site stays, the
//! file is named, the exit status is 2; a reader that has seen enough is no failure.
#![cfg(target_os = "linux")]

use crate::support::{Run, SiteTest, directive, program, run, speechless, tree};
use std::fs::File;
use std::process::{Command, Stdio};

/// A built site, and a change that is not built yet.
fn site() -> SiteTest {
    let site = SiteTest::new();
    for number in 1..20 {
        site.file(
            format!("content/{number:02}.md").as_str(),
            directive(&format!("{number:02}/CT-UBND"), "2024-05-06", "Thực hiện."),
        );
    }
    site.build();
    site.file("content/01.md", directive("01/CT-UBND", "2024-05-06", &"Hạn năm 2025. ".repeat(400)));
    site
}

/// Runs `script` with the program as `$0` in the site's folder.
fn shell(site: &SiteTest, script: &str) -> Run {
    let mut command = Command::new("sh");
    run(speechless(command.arg("-c").arg(script).arg(program()).current_dir(site.root())))
}

#[test]
fn a_limit_of_the_shell_is_said_and_the_old_site_stays() {
    let site = site();
    let old = tree(&site.root().join("output"));
    let limited = shell(&site, "ulimit -f 16; exec \"$0\" build --lang en");
    assert_eq!(limited.status, 2, "{}", limited.said());
    assert!(limited.stderr.contains("[publish-file-limit]") && limited.stderr.contains("ulimit"), "{}", limited.said());
    assert_eq!(tree(&site.root().join("output")), old);
    let left: Vec<String> =
        tree(site.root()).into_keys().filter(|path| path.starts_with(".congbao-output.part")).collect();
    assert!(left.is_empty(), "{left:?}");
    site.build();
}

#[test]
fn a_full_disk_is_said_whatever_it_is_that_has_no_room() {
    let site = site();
    // The disk is one of its own, gone with the shell that made it; only who may mount has one.
    let disk = |size: &str, room: &str, command: &str| {
        shell(
            &site,
            &format!(
                "exec unshare --mount sh -c 'd=$(mktemp -d) || exit 99
                mount -t tmpfs -o size={size} tmpfs \"$d\" || {{ rmdir \"$d\"; exit 99; }}
                cp -r . \"$d/site\" && cd \"$d/site\" || exit 99
                head -c 100M /dev/zero > fill 2>/dev/null; truncate -s -{room} fill
                cp -r output \"${{TMPDIR:-/tmp}}/before.$$\"
                {command}; status=$?
                diff -r --exclude=.congbao-manifest.tsv output \"${{TMPDIR:-/tmp}}/before.$$\" >/dev/null && echo the old site >&2
                rm -rf \"${{TMPDIR:-/tmp}}/before.$$\"; cd /; umount -l \"$d\"; rmdir \"$d\"; exit $status' \"$0\""
            ),
        )
    };
    for room in ["4K", "20K", "100K", "300K", "900K"] {
        let answer = disk("40M", room, "\"$0\" build --lang en");
        if answer.status == 99 || answer.status == 127 || answer.status == 1 && answer.stderr.contains("unshare") {
            return;
        }
        match answer.status {
            0 => {}
            2 => {
                assert!(answer.stderr.contains("[publish-disk-full]"), "{room}: {}", answer.said());
                assert!(answer.stderr.contains("the old site\n"), "{room}: {}", answer.said());
            }
            other => panic!("{room}: {other}: {}", answer.said()),
        }
    }
}

#[test]
fn a_store_without_room_is_said_and_the_site_is_built() {
    let site = site();
    let answer = shell(
        &site,
        "exec unshare --mount sh -c 'mkdir kept && mount -t tmpfs -o size=8k tmpfs kept || exit 99
        exec \"$0\" build --lang en --fresh --store kept/store' \"$0\"",
    );
    if answer.status == 99 || answer.stderr.contains("unshare") {
        return;
    }
    assert_eq!(answer.status, 0, "{}", answer.said());
    assert!(answer.stdout.contains("There was no room in “kept/store”"), "{}", answer.said());
}

const TALKATIVE: [&[&str]; 9] = [
    &["build"],
    &["check"],
    &["check", "--format", "json"],
    &["check", "--rules"],
    &["cite", "content/02.md"],
    &["schema", "document"],
    &["man", "build"],
    &["completions", "bash"],
    &["build", "--help"],
];

#[test]
fn a_standard_output_that_takes_no_more_is_a_failure_and_one_that_wants_no_more_is_none() {
    let site = site();
    site.file("content/02.md", directive("02/CT-UBND", "2024-05-06", "Thực hiện Quyết định số 5/QĐ-UBND."));
    for arguments in TALKATIVE {
        let ended = |output: Stdio| {
            let mut command = Command::new(program());
            command.args(arguments).args(["--lang", "en"]).current_dir(site.root());
            if arguments.contains(&"completions") || arguments.contains(&"--help") {
                command = Command::new(program());
                command.args(arguments).env("LC_ALL", "en_US.UTF-8").current_dir(site.root());
                return run_into(&mut command, output);
            }
            run_into(speechless(&mut command), output)
        };
        let full = ended(File::options().write(true).open("/dev/full").expect("Linux has it").into());
        assert_eq!(full.status, 2, "{arguments:?}: {}", full.stderr);
        assert!(
            full.stderr.contains("[output-failed]") && full.stderr.contains("no room left"),
            "{arguments:?}: {}",
            full.stderr
        );
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let closed = ended(writer.into());
        assert_eq!(closed.status, 0, "{arguments:?}: {}", closed.stderr);
        assert!(!closed.stderr.contains("error["), "{arguments:?}: {}", closed.stderr);
    }
}

fn run_into(command: &mut Command, output: Stdio) -> Run {
    let ended =
        command.stdout(output).stderr(Stdio::piped()).spawn().expect("it starts").wait_with_output().expect("it ends");
    let stderr = String::from_utf8(ended.stderr).expect("UTF-8");
    Run { status: ended.status.code().unwrap_or(-1), stdout: String::new(), stderr }
}

#[test]
fn a_quiet_run_says_problems_alone() {
    let site = site();
    // The next one says nothing of what was edited.
    site.build();
    for command in ["build", "check"] {
        let quiet = site.run(&[command, "--quiet", "--lang", "en"]);
        assert_eq!((quiet.status, quiet.said().as_str()), (0, ""), "{command}");
    }
    site.file("content/02.md", directive("02/CT-UBND", "2024-02-30", "Thực hiện."));
    let broken = site.run(&["build", "-q", "--lang", "en"]);
    assert_eq!(broken.status, 1);
    assert!(broken.stderr.contains("error[") && broken.stdout.is_empty(), "{}", broken.said());
}
