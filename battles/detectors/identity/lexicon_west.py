"""Makers and model families of the Americas, Europe and the Middle East (format: see lexicon.py)."""

WEST = """
OpenAI = open ai, open a.i., オープンai, オープンエーアイ, 오픈ai, 오픈에이아이, оупен эй ай, опен эй ай,
    опен аи, оупенай, опенай, اوبن ايه اي, اوبن اي اي, اوبن ايه آي, اوبن ai, اوپن ای آی, ओपनएआई, ओपन एआई,
    אופן איי איי, אופנאיי
- ChatGPT = chat gpt, chat g p t, チャットgpt, チャットジーピーティー, 챗gpt, 챗 gpt, 챗지피티, 챗 지피티,
    чат gpt, чатgpt, чатгпт, чат гпт, чат джипити, чатджипити, чат жпт, чатжпт, تشات جي بي تي,
    شات جي بي تي, شات جيبيتي, چت جی پی تی, चैटजीपीटी, चैट जीपीटी, צ'אט gpt, צ'אטgpt, צאט gpt, 聊天gpt
- GPT = gpt, g p t, generative pre trained transformer, gpt oss, ジーピーティー, 지피티, гпт, джипити,
    جي بي تي
- InstructGPT = instruct gpt, text davinci, davinci 002, davinci 003, code davinci
- OpenAI o = openai o1, openai o3, openai o4, o1 preview, o1 mini, o3 mini, o4 mini
~ Codex = codex

Anthropic = anthropic, антропик, антропика, энтропик, アンソロピック, アントロピック, 앤트로픽, 앤스로픽,
    안트로픽, انثروبيك, انثروبك, انتروبيك, انتروبک, آنتروپیک, एंथ्रोपिक, אנתרופיק, 安索皮克
- Claude = claude ai, claude instant, claude sonnet, claude opus, claude haiku, anthropic claude,
    クロードai, 克劳德ai
~ Claude = claude, клод, клауд, クロード, 클로드, كلود, کلود, 克劳德, क्लॉड, קלוד

Google (famous) = google, google research, google brain, гугл, グーグル, 구글, 谷歌, 谷哥, جوجل, غوغل,
    قوقل, گوگل, גוגל, गूगल, กูเกิล
! Google = google ai, google deep mind, deep mind, дипмайнд, 딥마인드, ディープマインド, ديب مايند
- Gemini = google gemini, gemini pro, gemini ultra, gemini nano, gemini flash, gemini advanced, gemini ai
- Bard = google bard, bard ai
- PaLM = google palm, med palm, palm chat bison, chat bison, pathways language model
- LaMDA = lamda, google lamda, meena
- Gemma = google gemma, code gemma, gemma it
- Google Assistant = google assistant
~ Gemini = gemini, ジェミニ, 제미나이, 제미니, джемини, гемини, جيميني, جمينای, ג'מיני, जेमिनी
~ Bard = bard, бард, バード, 바드, بارد, बार्ड
~ PaLM = pa lm
~ Gemma = gemma, джемма, ジェマ, 젬마

Meta (famous) = meta, meta platforms, facebook, メタ社, メタ, 메타, 脸书, ميتا, متا, फेसबुक, मेटा,
    фейсбук, מטא
! Meta = meta ai, facebook ai, facebook ai research, мета ai, メタai
- Llama = meta llama, code llama, open llama, llama ai, llama chat, llama instruct, ラマ2, ラマ3, 라마2,
    라마3
- OPT = opt 175b, opt iml, blender bot, galactica ai
~ Llama = llama, лама, ラマ, 라마, لاما

Mistral AI = mistral ai, мистраль ии, мистраль аи, ミストラルai, 미스트랄ai
- Mixtral = mixtral, микстраль, ミクストラル, 믹스트랄
- Mistral = mistral large, mistral medium, mistral small, mistral nemo, mistral next, mistral instruct,
    le chat mistral, ministral, codestral, pixtral, magistral, devstral
~ Mistral = mistral, мистраль, мистрал, ミストラル, 미스트랄, ميسترال
~ Le Chat = le chat

Cohere = cohere, cohere ai, cohere for ai, cohere labs, コヒア, 코히어, кохир, كوهير
- Command R = command r, command r plus, command r+, command a, cohere command, command nightly,
    command light
- Aya = aya expanse, aya vision, cohere coral, cohere aya
~ Coral = coral
~ Aya = aya

xAI = x ai, x.ai
- Grok = grok, грок, グロック, 그록, جروك, غروك, گروک, ग्रोक

Microsoft (famous) = microsoft, microsoft research, майкрософт, マイクロソフト, 마이크로소프트, 微软,
    مايكروسوفت, مایکروسافت, מיקרוסופט, माइक्रोसॉफ्ट, ไมโครซอฟท์
- Phi = microsoft phi, phi mini, phi medium, phi small, phi silica
- Copilot = microsoft copilot, github copilot, bing chat, bing copilot, bing ai, copilot ai
- WizardLM = wizard lm, wizard coder, wizard math, wizard vicuna
- Orca = microsoft orca, orca mini
- XiaoIce = xiaoice, 小冰
~ Phi = phi
~ Copilot = copilot
~ Bing = bing, 必应, ビング
~ Orca = orca
~ Cortana = cortana
~ Sydney = sydney

Reka = reka ai
- Reka = reka flash, reka core, reka edge, reka spark
~ Reka = reka

Databricks (famous) = databricks, mosaic ml, データブリックス
- DBRX = dbrx
- Dolly = databricks dolly, dolly v1, dolly v2
- MPT = mpt 7b, mpt 30b
~ Dolly = dolly

LMSYS = lmsys, lm sys, lmsys org, large model systems organization
- Vicuna = vicuna, викунья, ビクーニャ, 비쿠냐, 小羊驼
- FastChat = fast chat, fast chat t5

Stability AI = stability ai, stability.ai
- StableLM = stable lm, stable vicuna, stable beluga, stable zephyr

TII = technology innovation institute, tii uae, معهد الابتكار التكنولوجي
- Falcon = falcon llm, falcon instruct, falcon chat, falcon mamba
~ Falcon = falcon, فالكون

AI21 Labs = ai21, ai21 labs
- Jamba = jamba
- Jurassic = jurassic 1, jurassic 2, j2 ultra, j2 jumbo

Nvidia (famous) = nvidia, nvidia ai, エヌビディア, 엔비디아, 英伟达, 辉达, нвидиа, нвидия, انفيديا
- Nemotron = nemotron, nvidia nemo, steer lm, chat qa, chatrtx

Amazon (famous) = amazon, amazon web services, aws, アマゾン, 아마존, 亚马逊, амазон, امازون, آمازون, अमेज़न
- Titan = amazon titan, titan text
- Nova = amazon nova, nova micro, nova lite, nova pro, nova premier
- Amazon Q = amazon q
~ Titan = titan
~ Nova = nova
~ Alexa = alexa, アレクサ, 알렉사, алекса

Apple (famous) = apple inc, apple
! Apple = apple intelligence
~ Siri = siri, シリ, 시리, сири

IBM (famous) = ibm, ibm research
- Granite = ibm granite, granite instruct
- Watson = ibm watson, watsonx
~ Granite = granite
~ Watson = watson

Salesforce (famous) = salesforce, salesforce ai research
- XGen = xgen, x gen 7b

Snowflake (famous) = snowflake inc
! Snowflake = snowflake ai
- Arctic = snowflake arctic

Perplexity (famous) = perplexity, perplexity ai
- PPLX = pplx
~ Sonar = sonar

Inflection AI = inflection ai
- Pi = inflection pi, inflection 1, inflection 2, inflection 3, pi ai
~ Pi = pi

Character.AI = character ai, character.ai
Replika (famous) = replika ai, luka inc
~ Replika = replika
Quora (famous) = quora
~ Poe = poe
You.com = you.com, youchat
Proton (famous) = proton ag
~ Lumo = lumo
Brave (famous) = brave software
- Leo = brave leo
Opera (famous) = opera software
- Aria = opera aria, aria browser ai

Hugging Face (famous) = hugging face, hugging face h4
- Zephyr = zephyr orpo, zephyr alpha, zephyr beta
- StarChat = star chat
- HuggingChat = hugging chat
- BLOOM = bloomz, big science bloom
- SmolLM = smol lm
~ Zephyr = zephyr
~ Bloom = bloom

LAION = laion, laion ai
- OpenAssistant = open assistant, oasst, オープンアシスタント
- LeoLM = leolm

UC Berkeley (famous) = uc berkeley, berkeley ai research
- Koala = koala ai, koala bair
- Starling = starling lm
~ Koala = koala
~ Starling = starling

Nexusflow = nexusflow, nexus flow
~ Athene = athene

Stanford (famous) = stanford, stanford university, stanford crfm
- Alpaca = stanford alpaca, alpaca lora
~ Alpaca = alpaca, альпака, 羊驼

RWKV = rwkv foundation
- RWKV = rwkv

OpenChat = openchat team
- OpenChat = open chat

EleutherAI = eleuther ai
- GPT-NeoX = gpt j, gpt neo, gpt neox
~ Pythia = pythia

Together AI = together ai, together computer
- RedPajama = red pajama
- StripedHyena = striped hyena

Nous Research = nous research
- Hermes = nous hermes, open hermes, deep hermes, nous capybara
~ Hermes = hermes

Cognitive Computations = cognitive computations, eric hartford
- Dolphin = dolphin mistral, dolphin mixtral, dolphin llama
~ Dolphin = dolphin
~ Samantha = samantha

Allen Institute for AI = allen institute for ai, allen institute for artificial intelligence, allen ai, ai2
- OLMo = olmo, molmo
~ Tülu = tulu

University of Washington (famous) = university of washington
~ Guanaco = guanaco

UCSD (famous) = ucsd
- Baize = baize v1, baize v2
~ Baize = baize

Nomic AI = nomic ai
- GPT4All = gpt4all, gpt 4 all

H2O.ai = h2o ai, h2o.ai
- h2oGPT = h2o gpt, h2o danube

Abacus.AI = abacus ai, abacus.ai
~ Smaug = smaug

Adept = adept ai
- Fuyu = fuyu 8b

Writer = writer ai
- Palmyra = palmyra x, palmyra med, palmyra fin
~ Palmyra = palmyra

Arcee AI = arcee ai, arcee
Liquid AI = liquid ai
- LFM = lfm 1b, lfm 3b, lfm 7b, lfm 40b, lfm2
Prime Intellect = prime intellect
Deep Cogito = deep cogito
~ Cogito = cogito
Essential AI = essential ai
Inception Labs = inception labs
~ Mercury = mercury
Cerebras (famous) = cerebras
- Cerebras-GPT = cerebras gpt
Groq (famous) = groq
Intel (famous) = intel
- Neural Chat = neural chat
Phind = phind
Jasper = jasper ai
~ Jasper = jasper
Writesonic = writesonic, chatsonic
Pandorabots = pandorabots, mitsuku

Aleph Alpha = aleph alpha
- Luminous = luminous base, luminous supreme, luminous extended, pharia
~ Luminous = luminous

Silo AI = silo ai, silogen, turku nlp
~ Poro = poro
~ Viking = viking

AI Sweden = ai sweden
- GPT-SW3 = gpt sw3

DiscoResearch = disco research
- DiscoLM = disco lm, discoleo
VAGO solutions = vago solutions
- SauerkrautLM = sauerkraut lm
OpenGPT-X = opengpt x
- Teuken = teuken
Swiss AI Initiative = swiss ai initiative
~ Apertus = apertus
LightOn = lighton ai
OpenLLM France = openllm france
Unbabel = unbabel
- Tower = tower instruct
- EuroLLM = euro llm
Barcelona Supercomputing Center (famous) = barcelona supercomputing center
~ Salamandra = salamandra
iGenius = igenius
Almawave = almawave
Sapienza NLP (famous) = sapienza nlp
- Minerva = minerva llm
~ Minerva = minerva
SpeakLeash = speakleash
- Bielik = bielik
- PLLuM = pllum
Maritaca AI = maritaca ai, maritaca
- Sabiá = maritalk
~ Sabiá = sabia

G42 (famous) = g42, mbzuai, core42, inception institute
- Jais = jais chat, jais family, k2 think
~ Jais = jais, جيس
SDAIA = sdaia, سدايا
~ ALLaM = allam, علام
QCRI (famous) = qcri
~ Fanar = fanar, فنار
"""
