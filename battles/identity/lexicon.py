"""The field's makers and model families, with the spellings their names have in the world's scripts.

Curated by hand from public leaderboards and the makers' own pages; raise LEXICON_VERSION with every change.
A space in a spelling stands for an optional separator: "chat gpt" also matches "ChatGPT" and "Chat-GPT".
"""

from dataclasses import dataclass, field

LEXICON_VERSION = "2025.1"


@dataclass(frozen=True)
class Maker:
    """One maker. `famous`: known to everybody for other things than language models.

    `spellings` name the maker, `models` its models and assistants, `words` those of its models whose name is
    also an ordinary word or a person's name. Spellings are separated by commas.
    """

    name: str
    spellings: str
    models: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    famous: bool = False


AMERICAS_AND_EUROPE = (
    Maker(
        "OpenAI",
        "open ai, open a.i., オープンai, オープンエーアイ, 오픈ai, 오픈에이아이, оупен эй ай, оупенэйай, опен аи, опенаи, "
        "опен эй ай, اوبن ايه اي, اوبن اي اي, اوبن اى اى, اوبن ai, ओपनएआई, ओपन एआई, אופן איי איי, אופנאיי, 开放人工智能公司",
        {
            "ChatGPT": "chat gpt, chat g p t, チャットgpt, チャットジーピーティー, 챗gpt, 챗지피티, 챗 gpt, чат gpt, чатгпт, "
            "чат гпт, чат-гпт, чат джипити, чатджипити, تشات جي بي تي, شات جي بي تي, شات جيبيتي, चैटजीपीटी, चैट जीपीटी, "
            "צ'אט gpt, צ'אטgpt, צאט gpt",
            "GPT": "gpt, g p t, generative pre trained transformer, ジーピーティー, 지피티, гпт, جي بي تي",
            "InstructGPT": "instruct gpt",
            "GPT Davinci": "text davinci, davinci 002, davinci 003, code davinci",
            "OpenAI o-series": "openai o1, openai o3, openai o4, o1 preview, o1 mini, o3 mini, o4 mini",
        },
        {"Codex": "codex"},
    ),
    Maker(
        "Anthropic",
        "anthropic, антропик, アンソロピック, アントロピック, 앤트로픽, 앤스로픽, انثروبيك, انثروبك, آنتروپیک, انتروبيك, एंथ्रोपिक, אנתרופיק, 安索皮克",
        {
            "Claude": "claude ai, claude instant, claude sonnet, claude opus, claude haiku, anthropic claude, "
            "クロードai, 克劳德 ai, claude 1, claude 2, claude 3, claude 4",
        },
        {"Claude": "claude, клод, クロード, 클로드, كلود, 克劳德, क्लॉड, קלוד"},
    ),
    Maker(
        "Google",
        "google, google ai, google deep mind, deep mind, google research, google brain, alphabet inc, гугл, гугла, "
        "グーグル, 구글, 谷歌, جوجل, غوغل, גוגל, گوگل, गूगल, 딥마인드, ディープマインド, دييب مايند",
        {
            "Gemini": "google gemini, gemini pro, gemini ultra, gemini nano, gemini flash, gemini advanced, "
            "gemini 1, gemini 2, gemini 3, gemini ai",
            "Bard": "google bard, bard ai",
            "PaLM": "pa lm 2, google palm, med palm, palm chat bison, chat bison, pathways language model",
            "LaMDA": "lamda, google lamda",
            "Gemma": "gemma 2, gemma 3, gemma 7b, gemma 2b, google gemma",
            "Google Assistant": "google assistant",
        },
        {
            "Gemini": "gemini, ジェミニ, 제미나이, 제미니, джемини, جيميني, ג'מיני",
            "Bard": "bard, бард, バード, 바드, بارد",
            "PaLM": "pa lm",
            "Gemma": "gemma, джемма, ジェマ, 젬마",
        },
        famous=True,
    ),
    Maker(
        "Meta",
        "meta ai, meta platforms, facebook ai, facebook ai research, fair meta, meta, facebook, мета ai, メタ社, 메타ai, "
        "脸书, ميتا, متا, фейсбук, facebook research",
        {
            "Llama": "llama 2, llama 3, llama 4, llama 1, meta llama, code llama, open llama, llama ai, ラマ2, ラマ3, 라마2, 라마3",
            "OPT": "opt 175b, opt iml, blender bot, galactica ai",
        },
        {"Llama": "llama, лама, ラマ, 라마, لاما"},
        famous=True,
    ),
    Maker(
        "Mistral AI",
        "mistral ai, mistralai, мистраль ии, мистраль аи, ミストラルai, 미스트랄ai",
        {
            "Mixtral": "mixtral, mixtral 8x7b, mixtral 8x22b",
            "Mistral": "mistral 7b, mistral large, mistral medium, mistral small, mistral nemo, mistral next, le chat mistral, "
            "ministral, codestral, pixtral, magistral",
        },
        {"Mistral": "mistral, мистраль, ミストラル, 미스트랄, ميسترال", "Le Chat": "le chat"},
    ),
    Maker(
        "Cohere",
        "cohere, cohere ai, cohere inc, cohere for ai, cohere labs, コヒア, 코히어, кохер, كوهير",
        {
            "Command R": "command r, command r plus, command r+, command a, cohere command, command nightly, command light",
            "Aya": "aya expanse, aya 23, aya 101, aya vision, cohere coral",
        },
        {"Coral": "coral", "Aya": "aya"},
    ),
    Maker("xAI", "x ai, x.ai, xai corp", {"Grok": "grok, грок, グロック, 그록, جروك, غروك"}),
    Maker(
        "Microsoft",
        "microsoft, microsoft research, майкрософт, マイクロソフト, 마이크로소프트, 微软, مايكروسوفت, مایکروسافت, מיקרוסופט, माइक्रोसॉफ्ट",
        {
            "Phi": "phi 1, phi 1.5, phi 2, phi 3, phi 3.5, phi 4, microsoft phi, phi mini, phi medium",
            "Copilot": "microsoft copilot, github copilot, bing chat, bing copilot, bing ai, copilot ai",
            "WizardLM": "wizard lm, wizard coder, wizard math, wizard vicuna",
            "Orca": "orca 2, orca mini",
            "XiaoIce": "xiaoice, 小冰",
        },
        {
            "Phi": "phi",
            "Copilot": "copilot",
            "Bing": "bing, 必应, ビング",
            "Orca": "orca",
            "Cortana": "cortana",
        },
        famous=True,
    ),
    Maker("Reka", "reka ai", {"Reka": "reka flash, reka core, reka edge"}, {"Reka": "reka"}),
    Maker(
        "Databricks",
        "databricks, mosaic ml, mosaicml, データブリックス",
        {"DBRX": "dbrx", "Dolly": "dolly v1, dolly v2, dolly 2, databricks dolly", "MPT": "mpt 7b, mpt 30b"},
        {"Dolly": "dolly"},
        famous=True,
    ),
    Maker(
        "LMSYS",
        "lmsys, lm sys, lmsys org, large model systems organization",
        {
            "Vicuna": "vicuna, викунья, ビクーニャ, 비쿠냐, 小羊驼",
            "FastChat-T5": "fast chat t5",
            "FastChat": "fast chat",
        },
    ),
    Maker(
        "Stability AI", "stability ai", {"StableLM": "stable lm, stable vicuna, stable beluga, stable zephyr"}
    ),
    Maker(
        "TII",
        "technology innovation institute, tii uae, tiiuae, معهد الابتكار التكنولوجي",
        {"Falcon": "falcon 7b, falcon 40b, falcon 180b, falcon 2, falcon 3, falcon llm"},
        {"Falcon": "falcon, فالكون"},
    ),
    Maker(
        "AI21 Labs",
        "ai21, ai21 labs, ai21labs",
        {"Jamba": "jamba", "Jurassic": "jurassic 1, jurassic 2, j2 ultra, j2 jumbo"},
    ),
    Maker(
        "Nvidia",
        "nvidia, nvidia ai, エヌビディア, 엔비디아, 英伟达, нвидиа, إنفيديا",
        {"Nemotron": "nemotron, nemotron 4, steer lm"},
        famous=True,
    ),
    Maker(
        "Amazon",
        "amazon, amazon web services, aws, アマゾン, 아마존, 亚马逊, амазон, امازون",
        {
            "Titan": "amazon titan, titan text",
            "Nova": "amazon nova, nova micro, nova lite, nova pro",
            "Amazon Q": "amazon q",
        },
        {"Titan": "titan", "Nova": "nova", "Alexa": "alexa, アレクサ, 알렉사"},
        famous=True,
    ),
    Maker("Apple", "apple", {}, {"Siri": "siri, シリ, 시리"}, famous=True),
    Maker(
        "IBM",
        "ibm, ibm research",
        {"Granite": "ibm granite, granite 3, granite 13b", "Watson": "ibm watson, watsonx"},
        {"Granite": "granite", "Watson": "watson"},
        famous=True,
    ),
    Maker("Salesforce", "salesforce", {"XGen": "xgen, x gen 7b"}, famous=True),
    Maker("Snowflake", "snowflake ai", {"Arctic": "snowflake arctic"}, famous=True),
    Maker("Perplexity", "perplexity ai, perplexity", {"PPLX": "pplx, pplx 7b, pplx 70b"}, {"Sonar": "sonar"}),
    Maker(
        "Inflection AI",
        "inflection ai",
        {"Pi": "inflection 1, inflection 2, inflection pi, pi ai"},
        {"Pi": "pi"},
    ),
    Maker("Character.AI", "character ai, character.ai, characterai"),
    Maker(
        "Hugging Face",
        "hugging face, huggingface",
        {
            "Zephyr": "zephyr 7b, zephyr orpo, zephyr 141b",
            "StarChat": "star chat",
            "HuggingChat": "hugging chat",
            "BLOOM": "bloomz, big science bloom",
            "SmolLM": "smol lm",
        },
        {"Zephyr": "zephyr", "Bloom": "bloom"},
    ),
    Maker("LAION", "laion, laion ai", {"OpenAssistant": "open assistant, oasst"}),
    Maker(
        "UC Berkeley",
        "uc berkeley, berkeley ai research",
        {"Koala": "koala 13b, koala ai", "Starling": "starling lm"},
        {"Koala": "koala", "Starling": "starling"},
        famous=True,
    ),
    Maker("Nexusflow", "nexusflow, nexus flow", {"Athene": "athene 70b, athene v2"}, {"Athene": "athene"}),
    Maker("OpenChat", "", {"OpenChat": "open chat 3, open chat"}),
    Maker(
        "Stanford",
        "stanford, stanford university, stanford crfm",
        {"Alpaca": "alpaca 7b, alpaca 13b, stanford alpaca"},
        {"Alpaca": "alpaca, альпака, 羊驼"},
        famous=True,
    ),
    Maker("RWKV", "", {"RWKV": "rwkv, rwkv raven"}),
    Maker(
        "EleutherAI",
        "eleuther ai, eleutherai",
        {"GPT-J": "gpt j, gpt neo, gpt neox", "Pythia": "pythia 12b, pythia 6"},
        {"Pythia": "pythia"},
    ),
    Maker(
        "Together AI",
        "together ai, together computer",
        {"RedPajama": "red pajama", "StripedHyena": "striped hyena"},
    ),
    Maker(
        "Nous Research",
        "nous research, nousresearch",
        {"Hermes": "nous hermes, open hermes, hermes 2, hermes 3, deep hermes"},
        {"Hermes": "hermes"},
    ),
    Maker(
        "Cognitive Computations",
        "cognitive computations",
        {"Dolphin": "dolphin mistral, dolphin mixtral, dolphin llama, dolphin 2"},
        {"Dolphin": "dolphin"},
    ),
    Maker(
        "Allen Institute for AI",
        "allen institute for ai, allen institute for artificial intelligence, allen ai, ai2",
        {"OLMo": "olmo", "Tülu": "tulu 2, tulu 3, tulu 30b"},
        {"Tülu": "tulu", "Molmo": "molmo"},
    ),
    Maker("Nomic AI", "nomic ai", {"GPT4All": "gpt4all, gpt 4 all"}),
    Maker("H2O.ai", "h2o ai, h2o.ai", {"h2oGPT": "h2o gpt, h2o danube"}),
    Maker(
        "University of Washington",
        "",
        {"Guanaco": "guanaco 7b, guanaco 33b, guanaco 65b"},
        {"Guanaco": "guanaco"},
        famous=True,
    ),
    Maker("Abacus.AI", "abacus ai, abacus.ai", {"Smaug": "smaug 72b"}),
    Maker("Adept", "adept ai", {"Fuyu": "fuyu 8b"}),
    Maker("Writer", "", {"Palmyra": "palmyra x, palmyra med"}, {"Palmyra": "palmyra"}),
    Maker("Arcee AI", "arcee ai, arcee"),
    Maker("Liquid AI", "liquid ai", {"LFM": "lfm 40b, lfm 7b"}),
    Maker("Prime Intellect", "prime intellect", {"INTELLECT": "intellect 1, intellect 2"}),
    Maker("Cerebras", "cerebras", {"Cerebras-GPT": "cerebras gpt"}, famous=True),
    Maker("Groq", "groq"),
    Maker(
        "Aleph Alpha",
        "aleph alpha",
        {"Luminous": "luminous base, luminous supreme, luminous extended, pharia"},
        {"Luminous": "luminous"},
    ),
    Maker(
        "Silo AI",
        "silo ai, silogen, turku nlp",
        {"Poro": "poro 34b, poro 2", "Viking": "viking 7b, viking 33b"},
        {"Poro": "poro"},
    ),
    Maker("DiscoResearch", "disco research", {"DiscoLM": "disco lm, discoleo"}),
    Maker("LightOn", "lighton ai", {"Alfred": "alfred 40b"}),
    Maker("OpenGPT-X", "opengpt x", {"Teuken": "teuken"}),
    Maker("Swiss AI Initiative", "swiss ai initiative", {"Apertus": "apertus"}),
    Maker("Almawave", "almawave", {"Velvet": "velvet 14b"}),
    Maker("Sapienza NLP", "sapienza nlp", {"Minerva": "minerva 7b, minerva 3b"}),
    Maker("SpeakLeash", "speakleash", {"Bielik": "bielik"}),
    Maker(
        "Maritaca AI", "maritaca ai, maritaca", {"Sabiá": "sabia 2, sabia 3, maritalk"}, {"Sabiá": "sabia"}
    ),
    Maker("Lightblue", "", {"Suzume": "suzume llama"}),
    Maker("Intel", "intel", {"Neural Chat": "neural chat 7b"}, famous=True),
    Maker("Replika", "replika ai, luka inc", {"Replika": "replika"}),
)

ASIA = (
    Maker(
        "Alibaba",
        "alibaba, alibaba cloud, alibaba group, алибаба, アリババ, 알리바바, 阿里云, 阿里巴巴, 阿里, 达摩院, علي بابا",
        {"Qwen": "qwen, qwen chat, qwen max, qwq, tongyi qianwen, tongyi, 通义千问, 通义, 千问, квен, クウェン, 큐웬, 큐원, كوين"},
        famous=True,
    ),
    Maker("DeepSeek", "deep seek ai, 深度求索, 深度求索公司", {"DeepSeek": "deep seek, дипсик, ディープシーク, 딥시크, ديب سيك, deepseek coder, deepseek chat"}),
    Maker("Zhipu AI", "zhipu, zhipu ai, z.ai, zai org, 智谱, 智谱ai, 智谱华章, tsinghua keg, 清华大学keg, keg实验室, keg lab", {"GLM": "chat glm, glm 4, glm 130b, glm 4.5, glm, 智谱清言, 清言, 智谱清言大模型"}),
    Maker("Tsinghua University", "tsinghua university, tsinghua, 清华大学, 清华, цинхуа, 칭화대, 清華大学", famous=True),
    Maker("Moonshot AI", "moonshot ai, 月之暗面, ムーンショットai", {"Kimi": "kimi k2, kimi chat, kimi k1.5, kimi ai, moonshot v1, kimi智能助手"}, {"Kimi": "kimi, кими, キミai, 키미"}),
    Maker("Baidu", "baidu, байду, バイドゥ, 百度, 바이두, بايدو", {"ERNIE": "ernie bot, ernie 4, ernie 3, ernie, 文心一言, 文心, wenxin yiyan, wenxin"}, famous=True),
    Maker("01.AI", "01.ai, 01 ai, zero one ai, 零一万物, 零一萬物", {"Yi": "yi 34b, yi 6b, yi 9b, yi large, yi chat, yi lightning, yi vision, yi 1.5, 万知"}, {"Yi": "yi"}),
    Maker("Tencent", "tencent, 腾讯, テンセント, 텐센트, тенсент", {"Hunyuan": "hunyuan, hun yuan, 混元, 腾讯元宝"}, {"Yuanbao": "元宝"}, famous=True),
    Maker("ByteDance", "byte dance, 字节跳动, 字节, バイトダンス, 바이트댄스", {"Doubao": "doubao, dou bao, 豆包, 云雀, skylark lite, skylark pro, doubao seed", "Cici": "coze"}, famous=True),
    Maker("MiniMax", "mini max ai, 稀宇科技, 上海稀宇", {"MiniMax": "minimax m1, minimax text, abab 5, abab 6, 海螺ai"}, {"MiniMax": "minimax"}),
    Maker("Baichuan", "baichuan ai, baichuan inc, baichuan intelligence, 百川智能", {"Baichuan": "baichuan, 百川, 百小应"}),
    Maker("Shanghai AI Laboratory", "shanghai ai laboratory, shanghai ai lab, shanghai artificial intelligence laboratory, 上海人工智能实验室, 上海ai实验室", {"InternLM": "intern lm, 书生浦语, 书生, puyu"}),
    Maker("iFlytek", "i flytek, iflytek, 科大讯飞, 讯飞", {"Spark": "spark desk, iflytek spark, 星火认知, 讯飞星火, 星火大模型, 星火"}),
    Maker("SenseTime", "sense time, 商汤, 商汤科技", {"SenseNova": "sense nova, sense chat, 日日新, 商量sensechat"}),
    Maker("Huawei", "huawei, 华为, хуавей, 화웨이", {"Pangu": "pangu, pan gu, 盘古大模型, 盘古"}, famous=True),
    Maker("StepFun", "step fun, 阶跃星辰", {"Step": "step 1v, step 2 16k, 跃问"}),
    Maker("360", "奇虎360, 三六零", {"360Zhinao": "360 zhinao, 360智脑"}, famous=True),
    Maker("Kunlun", "昆仑万维, kunlun tech", {"Skywork": "skywork, 天工ai, 天工大模型"}, {"Tiangong": "天工"}),
    Maker("Fudan University", "复旦大学", {"MOSS": "fudan moss"}, famous=True),
    Maker("BAAI", "baai, beijing academy of artificial intelligence, 智源研究院, 北京智源", {"Aquila": "aquila 7b, aquila chat, 悟道"}),
    Maker("OpenBMB", "openbmb, modelbest, 面壁智能", {"MiniCPM": "mini cpm", "UltraLM": "ultra lm"}),
    Maker("OrionStar", "orion star, 猎户星空"),
    Maker("XVERSE", "元象", {"XVERSE": "xverse"}),
    Maker("Xiaomi", "xiaomi, 小米", {"MiMo": "mimo 7b", "XiaoAi": "小爱同学"}, famous=True),
    Maker("Meituan", "meituan, 美团", {"LongCat": "longcat"}, famous=True),
    Maker("MediaTek Research", "mediatek research, 联发科", {"Breeze": "breeze 7b, breexe"}, famous=True),
    Maker("TAIDE", "", {"TAIDE": "taide"}),
    Maker("Sber", "sber, sberbank, sber ai, sberdevices, сбер, сбербанк, сбердевайсес, スベルバンク", {"GigaChat": "giga chat, гигачат, гига чат, ギガチャット", "ruGPT": "ru gpt, fred t5"}, {"Kandinsky": "kandinsky"}, famous=True),
    Maker("Yandex", "yandex, яндекс, ヤンデックス", {"YandexGPT": "yandex gpt, яндекс gpt, яндексgpt, yagpt, яgpt, yandex alice, yalm"}, {"Alice": "алиса"}, famous=True),
    Maker("T-Bank", "t-bank ai, т-банк, тинькофф, t-tech", {"T-lite": "t lite instruct, t pro it, t-lite, t-pro"}, famous=True),
    Maker("Vikhr", "", {"Vikhr": "vikhr, вихрь нейро", "Saiga": "saiga llama, saiga mistral"}, {"Saiga": "saiga, сайга"}),
    Maker("MTS AI", "mts ai, мтс ai", {"Cotype": "cotype"}),
    Maker("Upstage", "upstage ai, 업스테이지", {"Solar": "solar 10.7b, solar pro, solar mini, upstage solar"}, {"Solar": "solar, 솔라"}, famous=True),
    Maker("Naver", "naver, naver cloud, 네이버, ネイバー", {"HyperCLOVA": "hyper clova, hyperclova x, clova x, 하이퍼클로바, 클로바x, 클로바"}, famous=True),
    Maker("Kakao", "kakao, kakao brain, 카카오, 카카오브레인", {"KoGPT": "ko gpt, kanana"}, famous=True),
    Maker("LG AI Research", "lg ai research, lg ai 연구원, lg ai연구원", {"EXAONE": "exaone, exa one, 엑사원"}, famous=True),
    Maker("SK Telecom", "sk telecom, sk텔레콤, skt", {"A.X": "a.x 4"}, {"A.": "에이닷"}, famous=True),
    Maker("Samsung", "samsung, samsung research, 삼성, 삼성전자, サムスン", {"Gauss": "samsung gauss"}, {"Bixby": "bixby, 빅스비"}, famous=True),
    Maker("Rakuten", "rakuten, 楽天, 楽天グループ", {"RakutenAI": "rakuten ai"}, famous=True),
    Maker("ELYZA", "", {"ELYZA": "elyza, イライザ社, elyza japanese llama"}),
    Maker("Swallow", "東京工業大学, 東京科学大学, tokyo institute of technology", {"Swallow": "swallow llm, swallow llama, swallow 70b, swallow 7b"}, {"Swallow": "swallow"}, famous=True),
    Maker("Preferred Networks", "preferred networks, プリファードネットワークス", {"PLaMo": "plamo"}),
    Maker("NTT", "ntt", {"tsuzumi": "tsuzumi"}, famous=True),
    Maker("CyberAgent", "cyberagent, サイバーエージェント", {"CALM": "open calm, calm2, cyberagentlm"}, famous=True),
    Maker("rinna", "", {"rinna": "rinna gpt, rinna株式会社"}, {"Rinna": "rinna, りんな"}),
    Maker("Sakana AI", "sakana ai", {"EvoLLM": "evollm"}),
    Maker("Stockmark", "stockmark, ストックマーク"),
    Maker("Sarvam AI", "sarvam ai, sarvam", {"Sarvam": "sarvam m"}),
    Maker("Krutrim", "", {"Krutrim": "krutrim"}),
    Maker("AI Singapore", "ai singapore", {"SEA-LION": "sea lion 7b, sealion"}),
    Maker("VinAI", "vinai", {"PhoGPT": "pho gpt"}),
    Maker("SCB 10X", "scb 10x", {"Typhoon": "typhoon 7b, typhoon 2"}, {"Typhoon": "typhoon"}),
    Maker("G42", "g42, inception institute, core42, mbzuai", {"Jais": "jais 13b, jais 30b, jais chat", "K2": "k2 think"}, {"Jais": "jais, جيس"}),
    Maker("SDAIA", "sdaia, سدايا", {"ALLaM": "allam 7b"}, {"ALLaM": "allam, علام"}),
)  # fmt: skip

MAKERS = AMERICAS_AND_EUROPE + ASIA
