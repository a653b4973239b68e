//! Where the documents of a site are kept, as `--repository` names it.
//!
//! In: `github:owner/name`, `gitlab:https://git.example.vn/group/name`. Out: [`Repository`].

use super::yaml::Tree;

/// Programs that keep repositories, and that Sveltia CMS can talk to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Forge {
    /// GitHub.
    Github,
    /// GitLab.
    Gitlab,
    /// Gitea, Forgejo.
    Gitea,
}

impl Forge {
    const ALL: [(&'static str, Self); 3] = [("github", Self::Github), ("gitlab", Self::Gitlab), ("gitea", Self::Gitea)];

    const fn word(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// Where a server of one's own answers programs, below its address.
    const fn api(self) -> &'static str {
        match self {
            Self::Github => "api/v3",
            Self::Gitlab => "api/v4",
            Self::Gitea => "api/v1",
        }
    }

    /// The servers that are asked where there is none of one's own.
    const fn origins(self) -> &'static str {
        match self {
            Self::Github => "https://api.github.com https://www.githubstatus.com",
            Self::Gitlab => "https://gitlab.com",
            Self::Gitea => "https://gitea.com",
        }
    }
}

/// A repository on a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    forge: Forge,
    /// `https://git.example.vn`; `None`: the forge's well-known server.
    server: Option<String>,
    /// `owner/name`, `group/subgroup/name`.
    path: String,
}

impl Repository {
    /// Reads what was typed.
    ///
    /// # Errors
    /// An example of what it has to look like.
    pub fn parse(text: &str) -> Result<Self, String> {
        let example = || "github:so-gd/van-ban, gitlab:https://git.example.vn/so-gd/van-ban".to_owned();
        let (word, rest) = text.split_once(':').ok_or_else(example)?;
        let (_, forge) = Forge::ALL.into_iter().find(|(known, _)| *known == word).ok_or_else(example)?;
        let (server, path) = match rest.split_once("://") {
            Some((scheme, rest)) => {
                let (host, path) = rest.split_once('/').ok_or_else(example)?;
                let name = host.split(':').next().unwrap_or(host);
                let is_here = matches!(name, "localhost" | "127.0.0.1");
                if !(scheme == "https" || scheme == "http" && is_here) || !is_word(name) {
                    return Err(example());
                }
                (Some(format!("{scheme}://{host}")), path)
            }
            None => (None, rest),
        };
        let path = path.trim_end_matches('/').trim_end_matches(".git");
        let parts: Vec<&str> = path.split('/').collect();
        let fits = parts.len() == 2 || parts.len() > 2 && forge == Forge::Gitlab;
        if !fits || !parts.iter().all(|part| is_word(part)) {
            return Err(example());
        }
        Ok(Self { forge, server, path: path.to_owned() })
    }

    /// Whether the CMS can keep a change apart until somebody has looked at it.
    pub(super) const fn has_review(&self) -> bool {
        // Sveltia CMS makes pull requests for these alone.
        matches!(self.forge, Forge::Github | Forge::Gitlab)
    }

    /// The servers that the page talks to, as a content security policy names them.
    pub(super) fn origins(&self) -> &str {
        self.server.as_deref().unwrap_or(self.forge.origins())
    }

    /// The part `backend` of the configuration.
    pub(super) fn backend(&self) -> Tree {
        let mut backend = Tree::record([("name", Tree::text(self.forge.word())), ("repo", Tree::text(&self.path))]);
        if let Some(server) = &self.server {
            backend = backend.with("api_root", Tree::text(format!("{server}/{}", self.forge.api())));
            backend = backend.with("base_url", Tree::text(server));
            if self.forge == Forge::Github {
                // Sveltia CMS would look for it beside `api/`, where no GitHub Enterprise Server has it.
                backend = backend.with("graphql_api_root", Tree::text(format!("{server}/api/graphql")));
            }
        }
        // A sign-in by OAuth needs a service that the office has to set up: `rieng.yml` is the place for it.
        backend.with("auth_methods", Tree::texts(["token"]))
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('.') && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_named_with_its_forge() {
        for (text, server, path) in [
            ("github:so-gd/van-ban", None, "so-gd/van-ban"),
            ("gitlab:tinh/so-gd/van-ban", None, "tinh/so-gd/van-ban"),
            ("gitlab:https://git.laocai.gov.vn/so-gd/van-ban.git", Some("https://git.laocai.gov.vn"), "so-gd/van-ban"),
            ("gitea:http://localhost:3000/a/b/", Some("http://localhost:3000"), "a/b"),
        ] {
            let read = Repository::parse(text).expect(text);
            assert_eq!((read.server.as_deref(), read.path.as_str()), (server, path), "{text}");
        }
        for text in [
            "so-gd/van-ban",
            "svn:a/b",
            "github:a",
            "github:a/b/c",
            "gitlab:http://git.example.vn/a/b",
            "github:a/b\"c",
            "gitlab:https://git.example.vn",
            "gitea:https://a b/c/d",
        ] {
            assert!(Repository::parse(text).is_err(), "{text}");
        }
    }
}
