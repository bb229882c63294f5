export default function quote() {}
