/* SPDX-License-Identifier: BSD-2-Clause */
/* Natural numbers: square roots computed by Python, and laws that must hold. */
#include <stdlib.h>
#include <string.h>

#include "record/bigint.h"
#include "support/suite.h"

static struct arena *arena;

static void
setup(void)
{
	arena = mailauth__arena_new(NULL, 0);
	ck_assert_ptr_nonnull(arena);
}

static void
teardown(void)
{
	mailauth__arena_free(arena);
}

static struct bigint
room_for(size_t bits)
{
	struct bigint n;

	ck_assert_int_eq(mailauth__bigint_new(&n, arena, bits), 0);
	return n;
}

/* From hexadecimal digits. */
static struct bigint
number(const char *hex)
{
	size_t len = strlen(hex), i;
	struct bigint n = room_for(len * 4 + 128);
	uint8_t octets[2048] = { 0 };

	for (i = 0; i < len; i++) {
		uint8_t digit = (uint8_t)(strchr("0123456789abcdef", hex[i]) -
		    "0123456789abcdef");
		size_t nibble = len - 1 - i;

		octets[sizeof(octets) - 1 - nibble / 2] |=
		    (uint8_t)(digit << (nibble % 2 * 4));
	}
	mailauth__bigint_read(&n, octets + sizeof(octets) - (len + 1) / 2, (len + 1) / 2);
	return n;
}

static const struct {
	const char *n, *root, *rest;
} roots[] = {
	{ "1",
	  "1",
	  "0" },
	{ "3",
	  "1",
	  "2" },
	{ "5",
	  "2",
	  "1" },
	{ "e",
	  "3",
	  "5" },
	{ "5351d228",
	  "920c",
	  "2198" },
	{ "8c5c7fd0",
	  "bd8f",
	  "9ef" },
	{ "1128b2f33",
	  "1091c",
	  "3423" },
	{ "4c0c7408892f902b",
	  "8b8786b5",
	  "a1679432" },
	{ "9531985d5d9dc9f8",
	  "c36e8b92",
	  "b40deab4" },
	{ "1e8e25d940ed90475",
	  "161c5897b",
	  "1f7b6235c" },
	{ "9600a35a099950d836f675cc",
	  "c3f5f77babbd",
	  "c9f106226c43" },
	{ "5ece0b9211e20b8f6b0d549b6f03675a",
	  "9bc9d8b5b837d514",
	  "5e8ff7d96f111dca" },
	{ "8f21ddb66cad4a268d116ece1738f7d9",
	  "bf6bafdbc6781299",
	  "15e7079f1fa6f1868" },
	{ "b898df9ebdacc0cb1e29c658cda1495e60af593bd04cf0fd630f1f29d0da9953"
	  "f48f1a09f76b5a170b33839263059f28c105d1fb17c2390c192cfd3ac94af",
	  "3658bbc7c8eb1a0339fe90cc25f12bebb4cef94aaf516bc64194ec12381e4de",
	  "eb75a378ec31c750fcf7ca44f894d75c85cb485ef6808db7266d96ab54642b" },
	{ "881ed162ae2eb1547f15052434b9b5df9e7769b10f4205b4907a70c31012f037"
	  "b64ce4228c38fb2918f135d25f557203301850c5a38fd547923a736994e3bf91"
	  "1a61dbe22e44158bae97ba94d0eda82f8f6d05584ef8aa38922766581e27a1c0"
	  "8a6a63ec24ede6a46b4cb2424a23d5962217beaddbc496cb8e81973e0becd7b0",
	  "baac4b4e0a6f618d9dd0f4a691d373faad7d4a3a0f580767680e195a48963267"
	  "cb0d85b6a57891b5215e8b2c4dbcdf3326c25e6ad140970688bff900aae65840",
	  "3ef66d6e9f281d5e2e4a23f5149dce199577f00743707861fed68aff3ceccaeb"
	  "e767484f32be90d8ef42433c6d6088a9f05b1c3f4616e5db553e5ac65a80c7b0" },
	{ "12a3af4d46b0a18e8830e07bc1e398f1012bd4acefaecbd389be4bcfc49b64a0"
	  "872e6cc3ababced2057ee05cde00902c77ebff206867347214cdd2055930d6ea"
	  "f14f4733f3e7d1bfbc7a2ea20b2f14c942e05319acb5c74273f98e2774cbd87a"
	  "d5c90a9587403e430ec66a78795e761d17731af10506bf2efc6f877186d76b07"
	  "e",
	  "1144f3d5b971912daf88a560bc5ae26229b505a19c11d9a5cee6beab6cbe49b1"
	  "60d6585b5b4bcb856904395cd61a1be839304771bf8efa28ec2b7f4537ebe9bb"
	  "f",
	  "6a81b9069f8d083512258e7088f95162a05e253a65ed85049d197e68010ba6a7"
	  "7e5febeaf25ccf4674057f83263b7729eb594195d49011a4d8a93202db31d7fd" },
	{ "5fb1d7c1bd0561e6211c70cf49952399c4aaeac137dc76fb0f17a3007e62aa0a"
	  "1df9fd789c6539382b0537e65affb2297631a992f0ce583505c6af0758d5563d"
	  "ab2cd31ee315128862c33a4fb774eb5248db40af72158370d269a9a5ae658f33"
	  "fe3b890b93f448b3a5aa3c814f426dcbb394fb36bb2d420f0f88080b10a3d6b2"
	  "aa05e11ab2715945795e8229451abd81f1d69ed617f5e837d70820fe119a72d1"
	  "74c9df6acc011cdd9474031b7f26144b98289fcd59a54a7bb1fee08f57124242"
	  "5051c1ccd17f9acae01f5057ca02135e92b1d3f28ede0d7ac3baea9e13deef86"
	  "ab1031d0f646e1f40a097c976bf46c697d2caf82eeeacbe226e875555790f82e",
	  "9c8492f46641d8a4882cfc9e633c542a84def116703b6bc81fcee20d74a1ca2d"
	  "a3efb2102fabebddd97ebac58cc005e4f9a6bccba5adcf713b468b3a5006a628"
	  "ee5c530fc7228a1c8b0a1d047a67c055deee5f612a323f9d080d69c4d022732f"
	  "4464c3d8c02f993bbed2a23612ad70cc2108205068f978975e894c5307533782",
	  "f5d4c5f2b9f08a3a1d94de360a8ee28ce11afbdba40b54706ba1c3f1bf67a105"
	  "b0eebccd9c06f4a031050dc879671ca5e33543a6e26ca82ce2fabae6a72c6df6"
	  "62055a009b42eee5d2d8fcf63e609793f31b08a0d9281b4b8eddc94b555c6413"
	  "890d44cffd10485d3f997b253f021ec1cf42a2c6ead1156a1ca39ef3313bda2a" },
	{ "c3c71b9abd87a86557b6fb7ebfeaa1551a28f7b324e4e25a15fc899e4fd58dbe"
	  "7bdc968b7afb2c68774b15d7fa529ba3fe3bfada7cf20724d953ee261d87cec3"
	  "1f7296ab7961fd925d39d0a89a2ef80f58ee8571f4998d7c4093f6dea268aa87"
	  "2607679d6050914a9d33a01c353c631cdfd43f371200339d068739fa9d1de2a0"
	  "5d158a2ff2ee4e4519f9919c895fd7b326b94c7f9118bb16000f49c81a358ca0"
	  "0d75985d99c94309570dc1951c2442f9298cb3a570ccec313571810afc132d0d"
	  "113db17d30cbc97d0fef792866836886a260cd0b7b45145c1a81682c64e50cad"
	  "66237a0465e7e4236472f1a38f2c6ec8cc4169a3ae3a2b7fdfe01893f3aed0b6"
	  "c7ac1491def88334e647cb8f74e69a5d0dd27a65bd628881ad1b72dba7abe1c2"
	  "9e1a8ef4f341e07a83f73f16dbf4a8b2b0c4312d20203626f3fe39c0519088f5"
	  "90fbbd119c1caaf75e8766ed88daf4016b4013ef254b0c4e010c4759482c9cbc"
	  "43435cc52eae05cf96d0cc5fd4c28c2e7c26847f0316909e3bbbe9eaa8948c89"
	  "3b61867626bb7dbd2d1c9af0153e7c2a26a2c0bd3b1287fff52ddf5d616499c9"
	  "e25a7605aec6f0245bd86d40fc891b4a6a50df4db4d66a3a47469a4d8cdb305f"
	  "dd2e16096e36aab0d1bc52d9230d977ee22571594720771f8ca8181166d22876"
	  "72fdf2022a96fb1a14a0f9e77f1b103cdf1582b0eab477d26415479c65dc9f50",
	  "dfdf7b20b74842b2b9611ffa684c11f2618019ab90a9f0388f2911181f4e202d"
	  "a7636a57331e54685bfbbf95e90ee5344ed3559b084f7e39375c83b2a5204570"
	  "e5ab67c77eacfa6f3dc621c78a902b326f2b8256501800eb792186fbe64e9752"
	  "3780f4cee2a9432ceca242d0a8d7a4a90149ae94c799408112ef13a07a8e877a"
	  "dde6588cdd90a5662bea652c47aba3cb7fa5d9a040be17c201fe6d6f80827ce3"
	  "96d76800b3071ac06cc70d4bf3a5d1f41028cd473484c7aeb5b0189602c3cea2"
	  "ef5bf4fa1edc65ca6e3858359facf1806ae6d405d9b238ea4f738ceba7d1f559"
	  "c3c407e89d84826b381189df427dd6e7d477d1b0ee9178123fa14a498b30364f",
	  "e694463a77ac66dc06d8c11336128d1a127a9df8ba2e0c87e38dfec638e90eea"
	  "533a3dc79364629eb2619cd07b465488d00cda0e29b6edb5e6d418669763cc99"
	  "e340f1e28535da77bb32ae1242d484ecf781cf60a7fa0d250a4f7b45a7425c56"
	  "27e272b6f8fbb5324e7e1d46b5679bbb0755809f5224330365c716d831b96989"
	  "1dfcf1b8b80e64dfee7632fc7c4d82318e623ecd741547a58c47c6d8ccb274a1"
	  "3e54de35347dd218dd5e9a8483da2bb9db09e1af086044a5252f74b4a3f5ef92"
	  "68b0f867a79abf0762f860df179354f5c499a053cf17cd7d5e29e0168177e0ff"
	  "7dab1a50573606bcfa6601dd0ae066b6506a597502f35dbea6253e8032b732ef" },
	{ "f529fe24",
	  "fa86",
	  "0" },
	{ "f52bf330",
	  "fa86",
	  "1f50c" },
	{ "f529fe23",
	  "fa85",
	  "1f50a" },
	{ "afdf5030e2b66699",
	  "d42fddbb",
	  "0" },
	{ "afdf50328b16220f",
	  "d42fddbb",
	  "1a85fbb76" },
	{ "afdf5030e2b66698",
	  "d42fddba",
	  "1a85fbb74" },
	{ "2dcf13efbb72f5864",
	  "1b12aa1f6",
	  "0" },
	{ "2dcf13eff19849c50",
	  "1b12aa1f6",
	  "3625543ec" },
	{ "2dcf13efbb72f5863",
	  "1b12aa1f5",
	  "3625543ea" },
	{ "e732d50c0d92521b260ba6ffcf9d8b101dec606a7e397a0f04",
	  "f3488f87605e999f3842e7fc2",
	  "0" },
	{ "e732d50c0d92521b260ba6ffee069d0109f8339e6541d70e88",
	  "f3488f87605e999f3842e7fc2",
	  "1e6911f0ec0bd333e7085cff84" },
	{ "e732d50c0d92521b260ba6ffcf9d8b101dec606a7e397a0f03",
	  "f3488f87605e999f3842e7fc1",
	  "1e6911f0ec0bd333e7085cff82" },
	{ "7c14a41f5332477c27fe6be89b812a17a82f47d88071819571cde80147c78077"
	  "30c90d5506a7283229635685a71f42c0bed235d1e665f5d8ba321eab70757924"
	  "38305e5583d89b0823fbac643c737207bdbc8f95c6aac81f80b706fa77142faa"
	  "464ec6be7c59121c08f86e3ec64de945071b24d9ea5347c28f05a34410ffc2a9",
	  "b239f3c7174c77a2dd02de92a49636a2fa7f0eab4c4f9b0687322e25c215a82a"
	  "06ec41adea0575438b0d590bb0a844e52587be6b5c9bcf35873be078f3b7a50d",
	  "0" },
	{ "7c14a41f5332477c27fe6be89b812a17a82f47d88071819571cde80147c78077"
	  "30c90d5506a7283229635685a71f42c0bed235d1e665f5d8ba321eab70757925"
	  "9ca445e3b2718a4dde016989859fdf4db2baacec5f49fe2c8f1b6345fb3f7ffe"
	  "54274a1a5063fca31f132056279e730f522aa1b0a38ae62d9d7d6435f86f0cc3",
	  "b239f3c7174c77a2dd02de92a49636a2fa7f0eab4c4f9b0687322e25c215a82a"
	  "06ec41adea0575438b0d590bb0a844e52587be6b5c9bcf35873be078f3b7a50d",
	  "16473e78e2e98ef45ba05bd25492c6d45f4fe1d56989f360d0e645c4b842b505"
	  "40dd8835bd40aea87161ab217615089ca4b0f7cd6b9379e6b0e77c0f1e76f4a1"
	  "a" },
	{ "7c14a41f5332477c27fe6be89b812a17a82f47d88071819571cde80147c78077"
	  "30c90d5506a7283229635685a71f42c0bed235d1e665f5d8ba321eab70757924"
	  "38305e5583d89b0823fbac643c737207bdbc8f95c6aac81f80b706fa77142faa"
	  "464ec6be7c59121c08f86e3ec64de945071b24d9ea5347c28f05a34410ffc2a8",
	  "b239f3c7174c77a2dd02de92a49636a2fa7f0eab4c4f9b0687322e25c215a82a"
	  "06ec41adea0575438b0d590bb0a844e52587be6b5c9bcf35873be078f3b7a50c",
	  "16473e78e2e98ef45ba05bd25492c6d45f4fe1d56989f360d0e645c4b842b505"
	  "40dd8835bd40aea87161ab217615089ca4b0f7cd6b9379e6b0e77c0f1e76f4a1"
	  "8" },
	{ "4444d17d151d669f6754f62fc198b3f8a3e7697cf45f8141341baefb0c9cf662"
	  "2095f85265cd74ed62b757410beb935581dddfcc851142413a656471a1fe125d"
	  "510618a075e2b5e55e32092b8f2ff9c92e6d7e3b972f52d271f0bf9ce837384e"
	  "559e173bd5063d591f4ac3ec15807c3a2adc7e76e356eb7f877c8097b853c865"
	  "78434304e56cd0f0b60ce90baeace86bed77fb6b512dfcbcec851dbc23a8a37f"
	  "3402a59ee335e514f293ed2021c21a3d6409bc43889dfad4ea83b7fc803e1fe1"
	  "04fe95c8272dbdba9319f345fcf061ddcf3769638076dee92e549bc61655ce49"
	  "73753d517238f97156ae9fba060b574d886dcaeb155885cfec64",
	  "84332dd3313a0b9965cda6c6fdbd68516766934036d17e44973d4882a5ce5b2a"
	  "9231f51707da45e18ac2216b02fc241d0bc9d488b1cfbf33609cfc8652391942"
	  "42a2eddbbd5464ecc280b0c08bc77024208aa4248c8857f9a43908f227c59db9"
	  "165b0ee76f2ac34446e883a1d45de0099784b5a81842d87208d86f40f6",
	  "0" },
	{ "4444d17d151d669f6754f62fc198b3f8a3e7697cf45f8141341baefb0c9cf662"
	  "2095f85265cd74ed62b757410beb935581dddfcc851142413a656471a1fe125d"
	  "510618a075e2b5e55e32092b8f2ff9c92e6d7e3b972f52d271f0bf9ce837384e"
	  "559e173bd5063d591f4ac3ec15807c3a2adc7e76e356eb7f877c8097b95c2ec1"
	  "1ea5b71c18386c3e440863dc517bb5926de59e67da5c774df1d0ba7278cd0769"
	  "62125a2aa64b6957c899e5685bd9ade6756d5bc1ef5f34cdf7282a2f04c365bc"
	  "bc793e9200b2bf1c143182264531772618507a1373bf50fb12a4270188828467"
	  "425392d7fac6ca789a575b7a193a60b8d89e509bf96a36ae6e50",
	  "84332dd3313a0b9965cda6c6fdbd68516766934036d17e44973d4882a5ce5b2a"
	  "9231f51707da45e18ac2216b02fc241d0bc9d488b1cfbf33609cfc8652391942"
	  "42a2eddbbd5464ecc280b0c08bc77024208aa4248c8857f9a43908f227c59db9"
	  "165b0ee76f2ac34446e883a1d45de0099784b5a81842d87208d86f40f6",
	  "108665ba662741732cb9b4d8dfb7ad0a2cecd26806da2fc892e7a91054b9cb65"
	  "52463ea2e0fb48bc3158442d605f8483a1793a911639f7e66c139f90ca472328"
	  "48545dbb77aa8c9d985016181178ee048411548491910aff3487211e44f8b3b7"
	  "22cb61dcede5586888dd10743a8bbc0132f096b503085b0e411b0de81ec" },
	{ "4444d17d151d669f6754f62fc198b3f8a3e7697cf45f8141341baefb0c9cf662"
	  "2095f85265cd74ed62b757410beb935581dddfcc851142413a656471a1fe125d"
	  "510618a075e2b5e55e32092b8f2ff9c92e6d7e3b972f52d271f0bf9ce837384e"
	  "559e173bd5063d591f4ac3ec15807c3a2adc7e76e356eb7f877c8097b853c865"
	  "78434304e56cd0f0b60ce90baeace86bed77fb6b512dfcbcec851dbc23a8a37f"
	  "3402a59ee335e514f293ed2021c21a3d6409bc43889dfad4ea83b7fc803e1fe1"
	  "04fe95c8272dbdba9319f345fcf061ddcf3769638076dee92e549bc61655ce49"
	  "73753d517238f97156ae9fba060b574d886dcaeb155885cfec63",
	  "84332dd3313a0b9965cda6c6fdbd68516766934036d17e44973d4882a5ce5b2a"
	  "9231f51707da45e18ac2216b02fc241d0bc9d488b1cfbf33609cfc8652391942"
	  "42a2eddbbd5464ecc280b0c08bc77024208aa4248c8857f9a43908f227c59db9"
	  "165b0ee76f2ac34446e883a1d45de0099784b5a81842d87208d86f40f5",
	  "108665ba662741732cb9b4d8dfb7ad0a2cecd26806da2fc892e7a91054b9cb65"
	  "52463ea2e0fb48bc3158442d605f8483a1793a911639f7e66c139f90ca472328"
	  "48545dbb77aa8c9d985016181178ee048411548491910aff3487211e44f8b3b7"
	  "22cb61dcede5586888dd10743a8bbc0132f096b503085b0e411b0de81ea" },
};

START_TEST(square_roots)
{
	struct bigint n = number(roots[_i].n), root, rest, want;
	size_t bits = mailauth__bigint_bits(&n);

	root = room_for(bits / 2 + 2);
	rest = room_for(bits + 2);
	mailauth__bigint_sqrt(&n, &root, &rest);
	want = number(roots[_i].root);
	ck_assert_int_eq(mailauth__bigint_compare(&root, &want), 0);
	want = number(roots[_i].rest);
	ck_assert_int_eq(mailauth__bigint_compare(&rest, &want), 0);
	if (rest.count == 0)
		ck_assert(mailauth__bigint_may_be_square(&n));
}
END_TEST

/* n = root^2 + rest modulo primes, and rest <= 2 * root: then it is right. */
START_TEST(square_root_laws)
{
	static const uint32_t primes[] = { 4294967291u, 4294967279u, 4294967231u };
	size_t bits = 64 + (size_t)_i * 37, i, len = (bits + 7) / 8;
	struct bigint n = room_for(bits + 8), root = room_for(bits / 2 + 8);
	struct bigint rest = room_for(bits + 8);
	uint8_t data[4096];

	srand((unsigned)_i + 1);
	for (i = 0; i < len; i++)
		data[i] = (uint8_t)rand();
	mailauth__bigint_read(&n, data, len);
	mailauth__bigint_sqrt(&n, &root, &rest);
	for (i = 0; i < sizeof(primes) / sizeof(primes[0]); i++) {
		uint64_t r = mailauth__bigint_mod(&root, primes[i]);

		ck_assert_uint_eq((r * r % primes[i] +
		    mailauth__bigint_mod(&rest, primes[i])) % primes[i],
		    mailauth__bigint_mod(&n, primes[i]));
	}
	mailauth__bigint_double(&root);
	ck_assert_int_le(mailauth__bigint_compare(&rest, &root), 0);
}
END_TEST

START_TEST(sums)
{
	struct bigint a = number("ffffffffffffffffffffffff"), b = number("1");
	struct bigint big = number("1000000000000000000000000"), zero = number("0");
	struct bigint copy = room_for(200);

	mailauth__bigint_copy(&copy, &a);
	mailauth__bigint_add(&copy, &b);
	ck_assert_int_eq(mailauth__bigint_compare(&copy, &big), 0);
	ck_assert_uint_eq(mailauth__bigint_bits(&copy), 97);
	mailauth__bigint_sub(&copy, &b);
	ck_assert_int_eq(mailauth__bigint_compare(&copy, &a), 0);
	mailauth__bigint_add_small(&copy, 1);
	ck_assert_int_eq(mailauth__bigint_compare(&copy, &big), 0);
	mailauth__bigint_sub(&copy, &big);
	ck_assert_int_eq(mailauth__bigint_compare(&copy, &zero), 0);
	ck_assert_uint_eq(mailauth__bigint_bits(&copy), 0);
	ck_assert(mailauth__bigint_is_even(&copy));
	mailauth__bigint_copy(&copy, &big);
	mailauth__bigint_add(&copy, &b);
	mailauth__bigint_sub(&copy, &big);
	ck_assert_int_eq(mailauth__bigint_compare(&copy, &b), 0);
	mailauth__bigint_copy(&copy, &zero);
	ck_assert_int_eq(mailauth__bigint_compare(&copy, &zero), 0);
	mailauth__bigint_add(&copy, &big);
	mailauth__bigint_double(&copy);
	ck_assert_uint_eq(mailauth__bigint_bits(&copy), 98);
	ck_assert(!mailauth__bigint_is_even(&a));
	ck_assert_int_lt(mailauth__bigint_compare(&a, &big), 0);
	ck_assert_int_gt(mailauth__bigint_compare(&big, &b), 0);
}
END_TEST

START_TEST(remainders)
{
	struct bigint n = number("123456789abcdef0fedcba9876543210");

	/* by Python */
	ck_assert_uint_eq(mailauth__bigint_mod(&n, 1), 0);
	ck_assert_uint_eq(mailauth__bigint_mod(&n, 3), 0);
	ck_assert_uint_eq(mailauth__bigint_mod(&n, 65521), 13596);
	ck_assert_uint_eq(mailauth__bigint_mod(&n, 4294967295u), 572662290u);
}
END_TEST

START_TEST(leading_zeros)
{
	struct bigint n = room_for(64);

	mailauth__bigint_read(&n, (const uint8_t *)"\0\0\0\0\0\x01\x02", 7);
	ck_assert_uint_eq(n.count, 1);
	ck_assert_uint_eq(n.limb[0], 0x102);
	mailauth__bigint_read(&n, (const uint8_t *)"\0\0\0\0\0\0\0\0\0\0\0\0", 12);
	ck_assert_uint_eq(n.count, 0);
	mailauth__bigint_read(&n, NULL, 0);
	ck_assert_uint_eq(n.count, 0);
}
END_TEST

/* No square may ever be sorted out, and most others must be. */
START_TEST(square_filter)
{
	uint32_t i, passed = 0;

	for (i = 0; i < 60000; i++) {
		struct bigint n = { &(uint32_t){ i * i }, i != 0, 1 };

		if ((uint64_t)i * i <= UINT32_MAX)
			ck_assert(mailauth__bigint_may_be_square(&n));
		n.limb[0] = i * 2 + 1000003;
		passed += mailauth__bigint_may_be_square(&n);
	}
	ck_assert_uint_lt(passed, 600);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bigint");
	TCase *tcase = tcase_create("numbers");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, square_roots, 0, sizeof(roots) / sizeof(roots[0]));
	tcase_add_loop_test(tcase, square_root_laws, 0, 60);
	tcase_add_test(tcase, sums);
	tcase_add_test(tcase, remainders);
	tcase_add_test(tcase, leading_zeros);
	tcase_add_test(tcase, square_filter);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
