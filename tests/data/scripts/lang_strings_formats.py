name, loss, acc, n = "resnet", 0.123456789, 0.9876, 1234567
print("%s: %d samples, loss=%.3f, acc=%5.1f%%" % (name, n, loss, acc * 100))
print("%10s|%-10s|%05d|%+d|%x|%e|%g|%r|%c" % (name, name, 42, 42, 255, loss, loss, name, "A"))
print("%(name)s has %(n)d" % {"name": name, "n": n}, "%s" % [1, 2], "%.2f %.3g" % (loss, n), "100%%" % ())
print("{} {} {}".format(name, loss, n), "{0} {1} {0}".format("a", "b"), "{name} {x:.2f}".format(name=name, x=loss))
print("{:>10}|{:<10}|{:^10}|{:*^12}|{:08.3f}|{:+.1e}|{:,}|{:.1%}|{:b}|{:#x}|{:o}".format(name, name, name, name, loss, loss, n, acc, 10, 255, 8))
print("{:{width}.{prec}f}".format(loss, width=12, prec=4), "{!r:>10}".format(name), "{{literal}}".format())
print(f"{name!r} {name:>8} {loss:.4f} {loss:10.2e} {n:,} {n:_} {acc:.0%} {n:>12,d} {-3:+d} {3: d} {loss!s:.5}")
width = 9
print(f"{name:-^{width}} {loss:{width}.3f} {'nested ' + name} {[x * 2 for x in range(3)]} {n if n > 0 else 'none'} {name=} {1 + 1 = }")
print(f"{'a' 'b'}" f"{3.0} {1e20} {1e-7} {True} {None} {(1,)} {1_000}")
print("a", "b", sep="-", end="!\n"); print(); print("tab\tnew\\n", 'single "double"', """triple
line""", r"raw\n", "uni\u00e9", sep=" | ")
s = "  Gradient Descent, step by step  "
print(s.strip(), s.lower().strip(), s.upper().rstrip(), s.split(), s.strip().split(", "), s.count("e"), s.find("step"), len(s))
print("-".join(["a", "b"]), "abc".replace("b", "X"), "abc".startswith("ab"), "abc".endswith("c"), "a,b,,c".split(","), "line1\nline2".splitlines())
print("abc"[::-1], "abc"[1], "abc" * 2, "abc" + "d", "b" in "abc", "abc".index("c"), "abc".title(), "abc".center(9, "*"), "7".zfill(3), "abc".ljust(5) + "|", "abc".rjust(5))
print("12".isdigit(), "ab".isalpha(), "Ab".swapcase(), "x".isspace(), ord("a"), chr(98), "a-b-c".partition("-"), "hello world".capitalize(), "aXbX".rsplit("X", 1))
print("=" * 20, "-" * 5 + ">", str(3.0), str(1e100), str([1.0, "a"]), repr("it's"), int("42"), float("1e-3"), bool(""), int(3.99), int("ff", 16), round(2.5), round(2.567, 2), round(-1.5))
words = "the cat the dog the end".split()
counts = {}
for w in words:
    counts[w] = counts.get(w, 0) + 1
print(counts, sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])), max(counts, key=counts.get))
print("\n".join("{:<5} {}".format(k, "#" * v) for k, v in counts.items()))
print(bin(10), hex(255), oct(8), abs(-2.5), pow(2, 3), pow(2, 5, 7), 0.1 + 0.2, 1e16, 123456789.123, 1 / 3, float("inf"), -0.0, 1e-05)
