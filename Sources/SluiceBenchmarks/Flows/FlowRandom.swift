/// Numbers that look random and are the same in every run: SplitMix64.
struct FlowRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Below `count`; small numbers are far likelier than large ones, as hosts and ids of real traffic are.
    mutating func skewed(_ count: Int) -> Int {
        let (a, b) = (number(1 << 20), number(1 << 20))
        // A shift binds tighter than a product.
        return (((a * b) >> 20) * count) >> 20
    }

    /// Below `count`, each as likely.
    mutating func number(_ count: Int) -> Int { Int(next() >> 33) % count }

    mutating func element<Element>(_ elements: [Element]) -> Element { elements[number(elements.count)] }
}
