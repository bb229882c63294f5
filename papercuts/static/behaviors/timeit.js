export default function timeit() {}
