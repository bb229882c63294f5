export default function tally() {}
