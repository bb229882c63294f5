export default function capture() {}
