// Relies on: the SHA-256 test vectors of FIPS 180-4 ("" and "abc", as printed in NIST's example files).
#include "data/hash.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/temp_folder.h"

namespace leeward::data {
namespace {

const char* const hash_of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

template <class Add>
std::string hash(Add&& add) {
  Sha256 sha;
  add(sha);
  return sha.hex();
}

TEST(Sha256, AgreesWithTheStandard) {
  EXPECT_EQ(hash([](Sha256&) {}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hash([](Sha256& s) { s.add("abc"); }), hash_of_abc);
  EXPECT_EQ(hash([](Sha256& s) { s.add("a"), s.add("bc"); }), hash_of_abc);
}

TEST(Sha256, HexCanBeAskedTwiceAndContinued) {
  Sha256 sha;
  sha.add("ab");
  EXPECT_EQ(sha.hex(), sha.hex());
  sha.add("c");
  EXPECT_EQ(sha.hex(), hash_of_abc);
}

TEST(Sha256, TextsAndNumbersAreKeptApart) {
  EXPECT_NE(hash([](Sha256& s) { s.add_text("ab"), s.add_text("c"); }),
            hash([](Sha256& s) { s.add_text("a"), s.add_text("bc"); }));
  EXPECT_NE(hash([](Sha256& s) { s.add_number(1.0); }),
            hash([](Sha256& s) { s.add_number(std::nextafter(1.0, 2.0)); }));
  EXPECT_EQ(hash([](Sha256& s) { s.add_number(0.0); }), hash([](Sha256& s) { s.add_number(-0.0); }));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(hash([&](Sha256& s) { s.add_number(nan); }), hash([&](Sha256& s) { s.add_number(-nan); }));
  EXPECT_EQ(hash([](Sha256& s) { s.add_integer(0x636261); }), hash([](Sha256& s) {
              s.add(std::string_view("abc\0\0\0\0\0", 8));
            }));  // lowest byte first, everywhere
}

TEST(Sha256OfFile, IsThatOfItsBytes) {
  const test::TempFolder folder;
  EXPECT_EQ(sha256_of_file(folder.file("abc", "abc")).value(), hash_of_abc);
  EXPECT_EQ(sha256_of_file(folder.file("empty", "")).value(), hash([](Sha256&) {}));
  const std::string large(3'000'000, 'x');  // more than one block of reading
  EXPECT_EQ(sha256_of_file(folder.file("large", large)).value(), hash([&](Sha256& s) { s.add(large); }));
  EXPECT_FALSE(sha256_of_file(folder.path() / "none"));
  EXPECT_FALSE(sha256_of_file(folder.path()));
}

}  // namespace
}  // namespace leeward::data
