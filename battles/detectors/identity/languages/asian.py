"""How models speak of themselves in Turkish, Vietnamese, Indonesian and Malay, Hindi and Thai."""

from battles.detectors.identity.grammar import NAME, Language

_TURKISH_MADE = (
    r"geliştir\w*|gelistir\w*|egit\w*|yarat\w*|olustur\w*|tasarla\w*|uret\w*|programla\w*|kodla\w*"
)

_TURKISH_SELF = r"(?:model[iı]?|zeka\w*|asistan[iı]?|bot[uı]?|robot[uı]?|program[iı]?|sistem[iı]?)"

TURKISH = Language(
    code="tr",
    me="konusuyorsun konusuyorsunuz ben benim beni bana adim ismim olarak modeliyim asistaniyim "
    "zekayim botuyum robotuyum programiyim gelistirildim egitildim yaratildim olusturuldum "
    "tasarlandim uretildim programlandim",
    am=r"ben(?: de| sadece)?|beni|benim gibi",
    named=r"(?:benim )?adim|(?:benim )?ismim|bana|beni(?= \ue000)",
    mine=r"(?:benim )?(?:yaratici\w*|gelistirici\w*|gelistiricim\w*|ureticim|sahibim|mimarim|modelim|"
    r"temel modelim)",
    you=r"sen(?: artik| simdi)?|siz|senin adin|gibi davran|rolunu",
    filler=r"bir|bu|sadece|yalnizca|aslinda|yapay|zeka|dil|modeli|modeliyim|buyuk|asistan|asistani|sanal|"
    r"sohbet|robotu|adinda|adli|isimli|olan|tarafindan|ve|sirketi|sirketinin|ekibi|ekibinin|diyebilirsin|"
    r"diyebilirsiniz|ile|in|nin|un|nun|ın|de|da|tabanli|ai|bot",
    ai=r"yapay zeka\w*|dil model\w*|model\w*|asistan\w*|sohbet robotu\w*|chat-?bot\w*|bot|program\w*|"
    r"sistem\w*|urun\w*|ai",
    made=_TURKISH_MADE,
    that=r"ki|nasil|neden|eger",
    stop=r"hakkinda|icin|dusunuyorum|biliyorum|muhendis\w*|kurucu\w*|calisan\w*|calisiyorum|kullanici\w*|"
    r"o|onlar|biz|kullaniyorum|eminim|mutluyum",
    hard=r"degil\w*|kadar|gibi|daha|benzer\w*|karsilastir\w*|farkli|yerine|ama|ancak|soru\w*",
    after=rf"(?:'\w{{1,4}})?(?: sirketi|"
    rf" ekibi)?,? tarafindan (?:\w+ ){{0,3}}?(?:{_TURKISH_MADE})[^.]{{0,50}}?(?:{_TURKISH_SELF}yim|"
    rf"{_TURKISH_SELF}iyim|biriyim|{_TURKISH_SELF} olarak)|(?:'\w{{1,4}})?(?: sirketi|"
    rf" ekibi)?,? tarafindan (?:\w+ ){{0,3}}?\w+[ln](?:d[iu]|m[iu]s[iu])m\b| beni (?:{_TURKISH_MADE})|"
    rf"'?y?[iu]m\b|(?:'\w+)? (?:\w+ ){{0,2}}?{_TURKISH_SELF}i?yim|"
    rf"(?:'\w+)? (?:\w+ ){{0,2}}?{_TURKISH_SELF} olarak(?=[^.]{{0,60}}(?:m\b|ben\w*))| ile (?:konus|"
    rf"sohbet|yazis)\w*",
    copula=r"\W*$|,|'?y?[iu]m\b| (?:diyebilir|adli|adinda|isimli)",
    post=rf"(?:'\w{{1,4}})? (?:{_TURKISH_MADE})|(?:'?\w{{0,4}})? ?(?:tarafindan|sirketi tarafindan|"
    rf"sirketinin|ekibinin) ?(?:\w+ ){{0,3}}?(?:{_TURKISH_MADE})|"
    rf"(?:'?[nt]?[iu]n)? (?:\w+ ){{0,2}}?(?:modeliyim|asistaniyim|zekayim|yapay zekasiyim)",
)

VIETNAMESE = Language(
    code="vi",
    by=r"(?:boi|do)(?: cong ty)?",
    me="toi minh em ten la nhu voi tu cach",
    am=r"(?:toi|minh|em)(?: khong phai la [^.;!?]{0,40}?ma)?(?: chi| von| thuc ra)? la|(?:toi|minh|"
    r"em) (?:duoc|do)|(?:toi|minh|em)(?=,| \()|(?:toi|minh) den tu|(?:toi|minh) dua tren",
    named=r"ten (?:cua )?(?:toi|minh|em)(?: la)?|(?:toi|minh|em) ten(?: la)?|(?:goi|goi) (?:toi|minh|"
    r"em) la|(?:toi|minh) duoc goi la|(?:toi|minh) chay tren|(?:toi|minh) su dung|tro chuyen voi|"
    r"noi chuyen voi",
    role=r"la mot|voi tu cach(?: la)?|voi vai tro(?: la)?|la",
    mine=r"(?:nguoi tao|nha phat trien|nha sang tao|nguoi sang tao|cong ty|nguoi phat trien|kien truc|"
    r"mo hinh)(?: ra)?(?: cua)? (?:toi|minh)|da tao ra (?:toi|minh)",
    you=r"(?:ban|may|anh|em) (?:bay gio )?la|ten (?:cua )?ban la|gia vo (?:la|ban la)|dong vai|"
    r"hay tuong tuong ban la",
    filler=r"mot|cac|chi|la|tro|ly|ao|ai|tri|tue|nhan|tao|mo|hinh|ngon|ngu|lon|chatbot|ten|duoc|boi|cua|"
    r"tu|cong|ty|nhom|doi|ngu|do|va|tai|dua|tren|phien|ban|phan|goi|nghien|cuu|tap|doan|phat|trien|hang|"
    r"toi|thuoc|cung",
    ai=r"ai|tri tue nhan tao|mo hinh(?: ngon ngu)?|tro ly|chatbot|bot|chuong trinh|he thong|san pham",
    made=r"phat trien|tao ra|huan luyen|dao tao|xay dung|thiet ke|lap trinh|tao|che tao|sang tao",
    that=r"rang|ma|tai sao|neu|vi",
    stop=r"ve|cho|nghi|biet|co the|ky su|nha sang lap|nhan vien|nguoi dung|ho|chung toi|anh ay|co ay|giup|"
    r"su dung|lam viec|dung",
    hard=r"khong|chua|nhu|hon|kem|giong|so sanh|so voi|khac|thay vi|nhung|bang|cau hoi",
    after=rf"(?:\s|,|{NAME}|\b(?:da|cong ty)\b)*+(?:(?:tao ra|phat trien|huan luyen|dao tao|xay dung|"
    rf"thiet ke) (?:toi|minh)\b|la (?:nguoi tao|nha phat trien)[^.]{{0,12}} (?:toi|minh))",
    post=r"\W{0,2}(?:da )?(?:phat trien|tao ra|huan luyen|dao tao|xay dung|thiet ke)",
)

INDONESIAN = Language(
    code="id",
    by=r"oleh(?: perusahaan| tim)?",
    me="anda kamu saya aku nama sebagai ku kami",
    am=r"(?:saya|aku)(?: hanyalah| hanya)?(?: ini)? (?:adalah|ialah|merupakan)|(?:saya|aku)(?: telah|"
    r" juga)? (?:di(?:kembangkan|latih|buat|ciptakan|rancang|bangun|program))|(?:saya|aku)(?=,| \()|"
    r"(?:saya|aku)(?: bukan [^.;!?]{0,40}?melainkan)|(?:saya|aku) berasal|(?:saya|"
    r"aku)(?= [\ue000\ue001\ue003])|(?:saya|aku)(?= (?:hanya )?(?:sebuah|seorang|model|asisten|ai|"
    r"chatbot))",
    named=r"nama (?:saya|ku|aku)(?: adalah)?|namaku(?: adalah)?|(?:panggil|sebut|memanggil) (?:saya|aku)|"
    r"(?:saya|aku) (?:bernama|dipanggil|disebut|dikenal sebagai)|(?:saya|aku) (?:berjalan|berbasis|"
    r"menggunakan)|berbicara dengan",
    role=r"sebagai|selaku",
    mine=r"(?:pencipta|pengembang|pembuat|perusahaan induk|pemilik|arsitektur|model)(?:ku| saya| aku)|"
    r"(?:menciptakan|mengembangkan|melatih|membuat) (?:saya|aku)",
    you=r"(?:kamu|anda)(?: sekarang)? adalah|namamu|nama anda|berpura-pura(?:lah)?(?: menjadi| sebagai)?|"
    r"bayangkan (?:kamu|anda)|berperan(?:lah)? sebagai|jawab sebagai",
    filler=r"sebuah|seorang|suatu|hanya|hanyalah|ai|kecerdasan|buatan|model|bahasa|besar|asisten|virtual|"
    r"chatbot|bernama|yang|disebut|oleh|dari|di|perusahaan|tim|peneliti|para|dan|juga|adalah|berbasis|"
    r"pada|versi|bagian|keluarga|pt|saya|aku|insinyur",
    ai=r"ai|kecerdasan buatan|model(?: bahasa)?|asisten|chat-?bot|bot|program|sistem|produk",
    made=r"dikembangkan|dilatih|dibuat|diciptakan|dirancang|dibangun|diprogram|buatan|ciptaan|kreasi",
    that=r"bahwa|bagaimana|mengapa|jika|karena",
    stop=r"tentang|untuk|pikir|tahu|bisa|dapat|insinyur di|pendiri|karyawan|pengguna|dia|mereka|kita|"
    r"senang|yakin|bekerja|membantu",
    hard=r"tidak|bukan|belum|seperti|lebih|kurang|mirip|dibandingkan|berbeda|alih-alih|tetapi|namun|"
    r"secanggih|pertanyaan",
    after=rf"(?:\s|,|{NAME}|\b(?:yang|telah|adalah)\b)*+(?:(?:menciptakan|mengembangkan|melatih|membuat|"
    rf"merancang) (?:saya|aku)|(?:pencipta|pengembang|pembuat)(?:ku| saya))",
)

_HINDI_MADE = r"बनाय\S*|बनाई|बनाए|विकसित|प्रशिक्षित|निर्मित|तैयार|डिज़ाइन|डिजाइन|ट्रेन"

HINDI = Language(
    code="hi",
    script="[ऀ-ॿ]",
    me="मैं मेरा मेरे मेरी मुझे में हूँ हूं",
    am=r"मैं|मुझे",
    named=r"मेरा नाम|मुझे(?= [\ue000-\ue003] (?:कह|बुला))|आप मुझे",
    mine=r"मेरे (?:निर्माता|डेवलपर|रचनाकार)|मेरी (?:कंपनी|मूल कंपनी)|मुझे बनाने वाल\S*|मेरा (?:मॉडल|"
    r"निर्माता|डेवलपर)",
    role=r"एक",
    you=r"आप|तुम|तू",
    filler=r"एक|बड़ा|बड़ी|भाषा|मॉडल|ai|एआई|कृत्रिम|बुद्धिमत्ता|सहायक|चैटबॉट|नाम|का|की|के|को|द्वारा|ने|से|है|हूँ|"
    r"हूं|में|जिसे|कंपनी|टीम|पर|आधारित|और|सिर्फ|केवल|वर्चुअल|रूप|जो|लार्ज|लैंग्वेज|गया|विकसित",
    ai=r"ai|एआई|कृत्रिम बुद्धिमत्ता|भाषा मॉडल|लैंग्वेज मॉडल|मॉडल|सहायक|असिस्टेंट|चैटबॉट|प्रोग्राम|सिस्टम",
    made=_HINDI_MADE,
    that=r"कि|कैसे|क्यों|अगर",
    stop=r"बारे|लिए|सोचता|जानता|सकता|इंजीनियर|संस्थापक|कर्मचारी|उपयोग|वह|वे|हम|काम",
    hard=r"नहीं|जितना|तरह|बेहतर|तुलना|समान|अलग|बजाय|लेकिन",
    copula=r" (?:हूँ|हूं|है)|,|$|\W*$",
    after=rf"(?:\s|,|(?:द्वारा|ने|कंपनी|मुझे|हूँ|का|के)|{NAME})*+(?:(?:{_HINDI_MADE})[^।.]{{0,60}}?(?:हूँ|"
    rf"हूं|मेर))| ने (?:मुझे )(?:{_HINDI_MADE})| (?:हूँ|हूं)",
    post=rf"(?: \([^()]{{0,20}}\))? ?(?:के |कंपनी )?(?:द्वारा|ने|का|की|"
    rf"में) (?:\S+ ){{0,3}}?(?:{_HINDI_MADE}|भाषा|मॉडल|ai|एआई)| (?:है|हूँ|हूं)",
)

THAI = Language(
    code="th",
    script="[ก-๛]",
    me="ฉัน|ผม|ดิฉัน|เรา|ข้าพเจ้า|หนู|ในฐานะ",
    am=r"(?:ฉัน|ผม|ดิฉัน|หนู|ข้าพเจ้า)(?:ไม่ใช่.{0,30}?แต่)?(?:คือ|เป็น|ถูก|ได้รับการ|มาจาก)",
    named=r"(?:ฉัน|ผม|ดิฉัน|หนู)(?:มี)?ชื่อ(?:ว่า)?|ชื่อของ(?:ฉัน|ผม|ดิฉัน)(?:คือ)?|เรียก(?:ฉัน|ผม|ดิฉัน)ว่า",
    role=r"ในฐานะ(?:ที่เป็น)?",
    mine=r"(?:ผู้สร้าง|ผู้พัฒนา|บริษัทแม่|โมเดล)(?:ของ)?(?:ฉัน|ผม|ดิฉัน)",
    you=r"คุณคือ|เธอคือ|คุณเป็น",
    filler=r"คือ|เป็น|แค่|เพียง|โมเดล|แบบจำลอง|ภาษา|ขนาดใหญ่|ผู้ช่วย|ปัญญาประดิษฐ์|เอไอ|ai|แชทบอท|แชตบอต|ชื่อ|"
    r"ว่า|ที่|ถูก|โดย|จาก|ของ|บริษัท|ทีม|และ|ได้รับการ|ซึ่ง|เสมือน",
    ai=r"ai|เอไอ|ปัญญาประดิษฐ์|โมเดล|แบบจำลอง|ผู้ช่วย|แชทบอท|แชตบอต|โปรแกรม|ระบบ",
    made=r"พัฒนา|สร้าง|ฝึก|ฝึกฝน|ออกแบบ|เทรน",
    stop=r"เกี่ยวกับ|คิดว่า|รู้|สามารถ|วิศวกร|ผู้ก่อตั้ง|พนักงาน|ใช้|เขา|เธอ",
    hard=r"ไม่|เหมือน|ดีกว่า|เท่า|เปรียบเทียบ|ต่างจาก|แทน|แต่",
    after=rf"(?:\s|{NAME})*+(?:พัฒนา|สร้าง|ฝึก|ออกแบบ)(?:ฉัน|ผม|ดิฉัน)",
    spaced=False,
)
