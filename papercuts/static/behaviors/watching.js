export default function watching() {}
