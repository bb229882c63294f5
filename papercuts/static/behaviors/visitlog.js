export default function visitlog() {}
