// Where a person has chosen no language, the page speaks that of the site. Stands before the CMS, which looks at once.
const PREFERENCES = "sveltia-cms.prefs";
if (!localStorage.getItem(PREFERENCES)) {
  localStorage.setItem(PREFERENCES, JSON.stringify({ locale: document.documentElement.lang }));
}
