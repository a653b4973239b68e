// What is looked for at some place of the query, in one way or several: { since, to, counts, ways }.
import { SINGLE } from "./search-figures.mjs";

export const exchange = (goals, some, by) => goals.splice(0, goals.length, ...goals.filter((goal) => !some.includes(goal)), by);
export const put = (goals, list, weight, since, to = since) => {
  if (list) goals.push({ since, to, counts: weight >= SINGLE, ways: [[{ ...list, weight }]] });
  return Boolean(list);
};
