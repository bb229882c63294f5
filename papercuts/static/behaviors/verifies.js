export default function verifies() {}
